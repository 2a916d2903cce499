//! Classifies 64 bytes at a time: where the characters stand at which the lexer must stop.
//!
//! The only unsafe code of the kernel. The instruction set is chosen once, at run time.

/// Bytes classified at a time.
pub const WIDTH: usize = 64;

/// One bit a byte, the lowest bit for the first byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Masks {
    /// `'`
    pub single: u64,
    /// `"`
    pub double: u64,
    /// `\`
    pub backslash: u64,
    /// `\n` and `\r`
    pub newline: u64,
    /// All of these, and `#`: where the lexer has to stop.
    pub stop: u64,
    /// `(`, `[` and `{`
    pub open: u64,
    /// `)`, `]` and `}`
    pub close: u64,
}

/// Fills the masks of one block.
pub type Classify = fn(&[u8; WIDTH]) -> Masks;

/// The fastest implementation that this processor has.
pub fn classifier() -> Classify {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        return |block| {
            // SAFETY: the processor has AVX2; that was just asked.
            unsafe { avx2::classify(block) }
        };
    }
    portable
}

/// One byte at a time, for every processor; the reference for the others.
pub fn portable(block: &[u8; WIDTH]) -> Masks {
    let mut masks = Masks::default();
    for (index, byte) in block.iter().enumerate() {
        let bit = 1_u64 << index;
        match byte {
            b'\'' => masks.single |= bit,
            b'"' => masks.double |= bit,
            b'\\' => masks.backslash |= bit,
            b'\n' | b'\r' => masks.newline |= bit,
            b'#' => masks.stop |= bit,
            b'(' | b'[' | b'{' => masks.open |= bit,
            b')' | b']' | b'}' => masks.close |= bit,
            _ => {}
        }
    }
    masks.stop |= masks.single | masks.double | masks.backslash | masks.newline;
    masks
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::{Masks, WIDTH};
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_or_si256,
        _mm256_set1_epi8,
    };

    /// One bit a byte of `half` that equals `byte`.
    #[target_feature(enable = "avx2")]
    fn equal(half: __m256i, byte: u8) -> __m256i {
        _mm256_cmpeq_epi8(half, _mm256_set1_epi8(byte.cast_signed()))
    }

    #[target_feature(enable = "avx2")]
    fn bits(low: __m256i, high: __m256i) -> u64 {
        let low = u64::from(_mm256_movemask_epi8(low).cast_unsigned());
        let high = u64::from(_mm256_movemask_epi8(high).cast_unsigned());
        low | high << 32
    }

    #[target_feature(enable = "avx2")]
    pub fn classify(block: &[u8; WIDTH]) -> Masks {
        // SAFETY: both loads stay within the 64 bytes of the block and need no alignment.
        let (low, high) = unsafe {
            (_mm256_loadu_si256(block.as_ptr().cast()), _mm256_loadu_si256(block.as_ptr().add(32).cast()))
        };
        let one = |byte| bits(equal(low, byte), equal(high, byte));
        let two = |a, b| {
            bits(
                _mm256_or_si256(equal(low, a), equal(low, b)),
                _mm256_or_si256(equal(high, a), equal(high, b)),
            )
        };
        // `[` and `{`, `]` and `}` differ in one bit, which the `or` sets.
        let bit = _mm256_set1_epi8(0x20);
        let (folded_low, folded_high) = (_mm256_or_si256(low, bit), _mm256_or_si256(high, bit));
        let bracket = |round, curly| {
            bits(
                _mm256_or_si256(equal(low, round), equal(folded_low, curly)),
                _mm256_or_si256(equal(high, round), equal(folded_high, curly)),
            )
        };
        let (single, double, backslash) = (one(b'\''), one(b'"'), one(b'\\'));
        let newline = two(b'\n', b'\r');
        Masks {
            single,
            double,
            backslash,
            newline,
            stop: single | double | backslash | newline | one(b'#'),
            open: bracket(b'(', b'{'),
            close: bracket(b')', b'}'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_fast_classifier_equals_the_portable_one(bytes in any::<[u8; 32]>(), more in any::<[u8; 32]>()) {
            let mut block = [0; WIDTH];
            block[..32].copy_from_slice(&bytes);
            block[32..].copy_from_slice(&more);
            prop_assert_eq!(classifier()(&block), portable(&block));
        }
    }

    #[test]
    fn every_byte_is_classified_alike() {
        for start in (0..=255_u8).step_by(64) {
            let block: [u8; WIDTH] = std::array::from_fn(|index| start.wrapping_add(index as u8));
            assert_eq!(classifier()(&block), portable(&block));
        }
    }
}
