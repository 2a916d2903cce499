//! The least that any reader of a project has to do: find its `.py` files and read them, with one thread.
//!
//! `benchmarks/speed.py` compiles this file by itself and compares dovetail with it.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let mut folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let (mut files, mut bytes) = (0_u64, 0_u64);
    // Large enough for almost any source file, so that nothing is allocated from one to the next.
    let mut buffer = Vec::with_capacity(1 << 20);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if entry.file_name().as_encoded_bytes().ends_with(b".py") {
                buffer.clear();
                File::open(entry.path())?.read_to_end(&mut buffer)?;
                files += 1;
                bytes += buffer.len() as u64;
            }
        }
    }
    println!("{files} files, {bytes} bytes");
    Ok(())
}
