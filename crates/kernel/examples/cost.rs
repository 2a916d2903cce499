//! Where the time goes: `cargo run --release --example cost -- FOLDER` prints milliseconds of CPU.

use dovetail_kernel::lexer::{Reach, scan};
use std::time::Instant;

fn main() {
    let mut total = 0;
    for folder in std::env::args().skip(1) {
        let mut stack = vec![std::path::PathBuf::from(&folder)];
        let mut files = Vec::new();
        let t = Instant::now();
        while let Some(dir) = stack.pop() {
            for e in std::fs::read_dir(dir).unwrap() {
                let e = e.unwrap();
                if e.file_type().unwrap().is_dir() {
                    stack.push(e.path());
                } else if e.file_name().as_encoded_bytes().ends_with(b".py") {
                    files.push(e.path());
                }
            }
        }
        println!("{folder}: walk {:?}", t.elapsed());
        let t = Instant::now();
        let texts: Vec<_> = files.iter().map(|f| std::fs::read(f).unwrap()).collect();
        println!(
            "  read {:?} {} files {} MB",
            t.elapsed(),
            texts.len(),
            texts.iter().map(Vec::len).sum::<usize>() >> 20
        );
        for _ in 0..2 {
            let t = Instant::now();
            for text in &texts {
                total += dovetail_kernel::decode::decode(text).is_ok() as usize;
            }
            let d = t.elapsed();
            let t = Instant::now();
            for text in &texts {
                total += scan(text, Reach::Imports).imports.len();
            }
            let a = t.elapsed();
            let t = Instant::now();
            for text in &texts {
                total += scan(text, Reach::Names).imports.len();
            }
            println!("  decode {d:?} imports {a:?} names {:?}", t.elapsed());
        }
    }
    println!("{total}");
}
