//! How the C library's allocator takes memory from the system.

use pyo3::prelude::*;

/// Has the allocator of this process take memory in large pieces and keep what is freed: to read a project is
/// to allocate a little for each file, and giving every page back costs more than the reading. It is for a
/// process of dovetail's own; a host may have other plans with its memory.
#[pyfunction]
pub fn keep_heap() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    for (parameter, bytes) in
        [(libc::M_TOP_PAD, 32 << 20), (libc::M_MMAP_THRESHOLD, 4 << 20), (libc::M_TRIM_THRESHOLD, 64 << 20)]
    {
        // SAFETY: it takes two numbers, and may be called at any time (mallopt(3)).
        unsafe { libc::mallopt(parameter, bytes) };
    }
}
