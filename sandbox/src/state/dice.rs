//! Numbers that look random and are the same each time.

/// A generator (splitmix64).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// One that starts from a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub const fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound
    }

    /// One of some values.
    pub fn pick<'v, T>(&mut self, values: &'v [T]) -> Option<&'v T> {
        let bound = values.len().max(1) as u64;
        values.get(self.below(bound) as usize)
    }

    /// A number of the form of a UUID.
    pub fn uuid(&mut self) -> String {
        let (high, low) = (self.roll(), self.roll());
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            high >> 32,
            high >> 16 & 0xFFFF,
            high & 0xFFF,
            low >> 52,
            low & 0xFFFF_FFFF_FFFF,
        )
    }
}

/// The opaque id after the last of a count, which is moved on.
pub fn opaque_id(count: &mut u64) -> String {
    *count += 1;
    Dice::new(*count).uuid()
}
