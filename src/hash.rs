//! A small hash for comparing strings that nobody chose to collide.

/// FNV-1a, 64 bits, with a final mix: short strings that differ little get very different hashes.
#[must_use]
pub fn hash(text: &[u8]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for byte in text {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
    }
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    hash ^ (hash >> 32)
}
