//! Arithmetic on fractions whose parts fit machine words, without reducing 128-bit results.

use num_integer::Integer;

/// Powers of ten that fit 128 bits.
pub(crate) const POWERS: [i128; 39] = {
    let mut powers = [1_i128; 39];
    let mut i = 1;
    while i < 39 {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// Numerators and denominators of two numbers when all are below 2^62 in size.
pub(crate) fn short([a, b, c, d]: [&i128; 4]) -> Option<[i64; 4]> {
    let limit = |it: &i128| i64::try_from(*it).ok().filter(|it| it.unsigned_abs() < 1 << 62);
    Some([limit(a)?, limit(b)?, limit(c)?, limit(d)?])
}

/// a/b × c/d, both in lowest terms with b, d > 0: what cancels crosswise is all that cancels.
pub(crate) fn product([a, b, c, d]: [i64; 4]) -> (i128, i128) {
    let cross = |n: i64, d: i64| if d == 1 { 1 } else { n.unsigned_abs().gcd(&d.unsigned_abs()) as i64 };
    let (first, second) = (cross(a, d), cross(c, b));
    let n = i128::from(a / first) * i128::from(c / second);
    (n, i128::from(b / second) * i128::from(d / first))
}

/// a/b + c/d, both in lowest terms with b, d > 0: only what the denominators share can cancel.
pub(crate) fn sum([a, b, c, d]: [i64; 4]) -> (i128, i128) {
    if b == 1 && d == 1 {
        return (i128::from(a) + i128::from(c), 1);
    }
    let shared = b.unsigned_abs().gcd(&d.unsigned_abs()) as i64;
    let n = i128::from(a) * i128::from(d / shared) + i128::from(c) * i128::from(b / shared);
    if shared == 1 {
        return (n, i128::from(b) * i128::from(d));
    }
    let rest = match i64::try_from(n) {
        Ok(n) => n % shared,
        // The remainder by a 64-bit number fits 64 bits.
        Err(_) => (n % i128::from(shared)) as i64,
    };
    let common = rest.unsigned_abs().gcd(&shared.unsigned_abs()) as i64;
    let n = match i64::try_from(n) {
        Ok(n) => i128::from(n / common),
        Err(_) => n / i128::from(common),
    };
    (n, i128::from(b / shared) * i128::from(d / common))
}

/// The greatest common divisor, at least 1.
pub(crate) fn gcd(mut a: u128, mut b: u128) -> u128 {
    if a == 0 || b == 0 {
        return (a | b).max(1);
    }
    if let (Ok(x), Ok(y)) = (u64::try_from(a), u64::try_from(b)) {
        return u128::from(x.gcd(&y));
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    loop {
        b >>= b.trailing_zeros();
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        b -= a;
        if b == 0 {
            return a << shift;
        }
    }
}
