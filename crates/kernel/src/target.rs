//! The Python and the platform that the analysis is for.

/// What conditions in the source are evaluated against; any Python from 3.8 on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Major and minor version.
    pub version: (u32, u32),
    /// `sys.platform`.
    pub platform: String,
}

impl Default for Target {
    fn default() -> Self {
        Self { version: (3, 11), platform: "linux".to_owned() }
    }
}

impl Target {
    /// `os.name` of the platform.
    #[must_use]
    pub fn os_name(&self) -> &'static str {
        if self.platform == "win32" { "nt" } else { "posix" }
    }

    /// What `platform.system()` returns there.
    #[must_use]
    pub fn system(&self) -> &str {
        match self.platform.as_str() {
            "linux" => "Linux",
            "darwin" => "Darwin",
            "win32" => "Windows",
            other => other,
        }
    }
}
