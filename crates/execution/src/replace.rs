//! Texts that stand in for those of files, so that a repair can be tried without writing anything.

use crate::engine::Engine;

impl Engine {
    /// Reads `text` in place of the file `path` from now on, or the file again if there is none.
    ///
    /// What is known of modules that have executed it is forgotten.
    pub fn replace_text(&mut self, path: &str, text: Option<String>) {
        match text {
            Some(text) => self.texts.insert(path.to_owned(), text),
            None => self.texts.remove(path),
        };
        let Some(file) = self.symbols.find(path) else { return };
        for number in 0..self.modules.len() {
            if self.modules[number].file != Some(file) {
                continue;
            }
            self.modules[number].text = None;
            self.modules[number].bodies = None;
            let changed = crate::values::value::ModuleId(number as u32);
            let memos = &self.memos;
            for module in &mut self.modules {
                module.memos.retain(|&memo| !memos[memo as usize].closure.contains(changed));
            }
        }
    }
}
