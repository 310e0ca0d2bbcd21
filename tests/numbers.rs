//! Laws of numbers: what must hold for every figure, not only for those that somebody thought of.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![allow(clippy::disallowed_types, reason = "the border is what is tested")]

use fuhe::number::{Decimal, Mode, Ratio, Rounding};
use fuhe::written::read_number;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use proptest::prelude::*;

const MODES: [Mode; 4] = [Mode::HalfUp, Mode::HalfEven, Mode::Down, Mode::Up];

/// A decimal of at most 15 significant digits, as a person types it.
fn typed() -> impl Strategy<Value = Decimal> + Clone {
    (-999_999_999_999_999i64..=999_999_999_999_999, 0u32..=12)
        .prop_map(|(mantissa, scale)| Decimal::new(mantissa.into(), scale).unwrap())
}

/// A decimal of up to 28 digits.
fn wide() -> impl Strategy<Value = Decimal> + Clone {
    (-(10i128.pow(28) - 1)..10i128.pow(28), 0u32..=28)
        .prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale).unwrap())
}

/// A fraction, often one that no machine word holds, with what it is by definition.
fn fraction() -> impl Strategy<Value = (Ratio, BigRational)> {
    let small = (-1_000_000i64..1_000_000, 1i64..1_000_000).prop_map(|(num, den)| {
        (
            Ratio::from(num).over(&Ratio::from(den)).unwrap(),
            rational(num, den),
        )
    });
    let large = (
        wide(),
        wide().prop_filter("a divisor", |den| !den.is_zero()),
    )
        .prop_map(|(num, den)| (over(num, den), big(num) / big(den)));
    prop_oneof![
        small.clone(),
        large.clone(),
        (large, small).prop_map(|(a, b)| (a.0.times(&b.0), a.1 * b.1))
    ]
}

fn over(num: Decimal, den: Decimal) -> Ratio {
    Ratio::from(num).over(&Ratio::from(den)).unwrap()
}

fn rational(num: i64, den: i64) -> BigRational {
    BigRational::new(BigInt::from(num), BigInt::from(den))
}

/// What a decimal is, by way of its digits alone.
fn big(value: Decimal) -> BigRational {
    let text = value.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().unwrap();
    BigRational::new(digits, BigInt::from(10).pow(fraction.len() as u32))
}

/// True where the two are the same number, told by cross-multiplying with the definition.
fn is(ratio: &Ratio, defined: &BigRational) -> bool {
    let digits = |value: &BigInt| -> Ratio {
        // Pieces of 18 digits, so that no door but the public one is used.
        let (sign, text) = (value < &BigInt::zero(), value.magnitude().to_string());
        let piece = Ratio::from(1_000_000_000_000_000_000i64);
        let mut sum = Ratio::zero();
        let head = text.len() % 18;
        let mut from = 0;
        for end in std::iter::once(head).chain((head + 18..=text.len()).step_by(18)) {
            if end > from {
                sum = sum
                    .times(&piece)
                    .plus(&Ratio::from(text[from..end].parse::<i64>().unwrap()));
                from = end;
            }
        }
        if sign { sum.negated() } else { sum }
    };
    *ratio
        == digits(defined.numer())
            .over(&digits(defined.denom()))
            .unwrap()
}

/// Rounding by its definition: the whole number of units below, and what the mode makes of the rest.
fn rounded(value: &BigRational, digits: u32, mode: Mode) -> BigRational {
    let unit = BigRational::from(BigInt::from(10).pow(digits));
    let scaled = value * &unit;
    let magnitude = if scaled < BigRational::zero() {
        -scaled.clone()
    } else {
        scaled.clone()
    };
    let below = magnitude.floor();
    let (rest, half) = (&magnitude - &below, rational(1, 2));
    let is_odd = (below.to_integer() % BigInt::from(2)) != BigInt::zero();
    let up = match mode {
        Mode::HalfUp => rest >= half,
        Mode::HalfEven => rest > half || (rest == half && is_odd),
        Mode::Down => false,
        Mode::Up => !rest.is_zero(),
    };
    let whole = if up { below + rational(1, 1) } else { below };
    let signed = if scaled < BigRational::zero() {
        -whole
    } else {
        whole
    };
    signed / unit
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    // The border.

    #[test]
    fn what_was_typed_survives_a_spreadsheet(value in typed()) {
        prop_assert_eq!(Decimal::from_binary(value.to_binary()), Some(value));
    }

    #[test]
    fn what_was_computed_with_noise_is_restored(mantissa in -99_999_999i64..=99_999_999, scale in 0u32..=4, steps in -2i64..=2) {
        // A sum in doubles ends a step or two beside the double of what a person sees.
        let value = Decimal::new(mantissa.into(), scale).unwrap();
        prop_assume!(!value.is_zero());
        let bits = value.to_binary().to_bits();
        let noisy = f64::from_bits(bits.wrapping_add_signed(steps));
        prop_assert_eq!(Decimal::from_binary(noisy), Some(value));
    }

    #[test]
    fn stored_digits_are_read_as_their_double_is(value in any::<f64>().prop_filter("finite", |v| v.is_finite())) {
        for digits in [format!("{value}"), format!("{value:e}"), format!("{value:E}"), format!("{value:.17e}")] {
            prop_assert_eq!(Decimal::from_stored(&digits), Decimal::from_binary(value), "{}", digits);
        }
    }

    #[test]
    fn stored_digits_of_usual_figures_too(value in -1e12f64..1e12) {
        for digits in [format!("{value}"), format!("{value:.17e}"), format!("{value:.3}")] {
            let double: f64 = digits.parse().unwrap();
            prop_assert_eq!(Decimal::from_stored(&digits), Decimal::from_binary(double), "{}", digits);
        }
    }

    #[test]
    fn a_restored_double_is_within_its_fifteenth_digit(value in -1e12f64..1e12) {
        let restored = Decimal::from_binary(value).unwrap().to_binary();
        prop_assert!((restored - value).abs() <= value.abs() * 5.1e-15, "{} {}", restored, value);
    }

    #[test]
    fn digits_are_read_as_they_print(value in wide()) {
        prop_assert_eq!(value.to_string().parse::<Decimal>().ok(), Some(value));
        prop_assert_eq!(value.trimmed(), value);
        prop_assert!(!value.trimmed().to_string().contains('.') || !value.trimmed().to_string().ends_with('0'));
    }

    // Arithmetic agrees with its definition, in machine words and past them.

    #[test]
    fn sums_and_products_are_exact(a in fraction(), b in fraction()) {
        prop_assert!(is(&a.0, &a.1));
        prop_assert!(is(&a.0.plus(&b.0), &(&a.1 + &b.1)));
        prop_assert!(is(&a.0.minus(&b.0), &(&a.1 - &b.1)));
        prop_assert!(is(&a.0.times(&b.0), &(&a.1 * &b.1)));
        if b.0.is_zero() {
            prop_assert!(a.0.over(&b.0).is_none());
        } else {
            prop_assert!(is(&a.0.over(&b.0).unwrap(), &(&a.1 / &b.1)));
        }
        prop_assert_eq!(a.0.cmp(&b.0), a.1.cmp(&b.1));
        prop_assert_eq!(a.0.is_negative(), a.1 < BigRational::zero());
    }

    #[test]
    fn order_of_terms_does_not_matter(a in fraction(), b in fraction(), c in fraction()) {
        let (a, b, c) = (a.0, b.0, c.0);
        prop_assert_eq!(a.plus(&b), b.plus(&a));
        prop_assert_eq!(a.times(&b), b.times(&a));
        prop_assert_eq!(a.plus(&b).plus(&c), a.plus(&b.plus(&c)));
        prop_assert_eq!(a.times(&b).times(&c), a.times(&b.times(&c)));
        prop_assert_eq!(a.times(&b.plus(&c)), a.times(&b).plus(&a.times(&c)));
        prop_assert_eq!(a.plus(&b).minus(&b), a.clone());
        if !b.is_zero() {
            prop_assert_eq!(a.over(&b).unwrap().times(&b), a.clone());
            prop_assert_eq!(a.times(&b).over(&b), Some(a.clone()));
        }
        prop_assert_eq!(a.clone().max(b.clone()), b.clone().max(a.clone()));
        prop_assert!(a.clone().min(b.clone()) <= a.clone().max(b));
    }

    #[test]
    fn floor_and_ceil_hold_the_number_between_them(a in fraction()) {
        let (floor, ceil) = (a.0.floor(), a.0.ceil());
        prop_assert!(is(&floor, &a.1.floor()));
        prop_assert!(is(&ceil, &a.1.ceil()));
        prop_assert!(floor <= a.0 && a.0 <= ceil);
    }

    // Rounding.

    #[test]
    fn rounding_is_what_its_mode_says(a in fraction(), digits in 0u32..=6) {
        for mode in MODES {
            let expected = rounded(&a.1, digits, mode);
            if let Ok(told) = a.0.round(Rounding { digits, mode }) {
                prop_assert_eq!(big(told), expected, "{:?}", mode);
                prop_assert_eq!(told.to_string().split_once('.').map_or(0, |(_, f)| f.len()), digits as usize);
            } else {
                prop_assert!(expected.to_integer().magnitude().to_string().len() + digits as usize > 28);
            }
        }
    }

    #[test]
    fn rounding_twice_is_rounding_once(value in wide(), digits in 0u32..=6) {
        for mode in MODES {
            let Ok(once) = Ratio::from(value).round(Rounding { digits, mode }) else { continue };
            prop_assert_eq!(once.round(Rounding { digits, mode }), once);
            prop_assert_eq!(once, value.round(Rounding { digits, mode }));
        }
    }

    #[test]
    fn rounding_keeps_the_order(a in fraction(), b in fraction(), digits in 0u32..=4) {
        let (low, high) = if a.0 <= b.0 { (a.0, b.0) } else { (b.0, a.0) };
        for mode in MODES {
            let rounding = Rounding { digits, mode };
            if let (Ok(low), Ok(high)) = (low.round(rounding), high.round(rounding)) {
                prop_assert!(low <= high, "{:?}", mode);
            }
        }
    }

    #[test]
    fn rounding_half_up_moves_half_a_unit_at_most(a in fraction(), digits in 0u32..=4) {
        let Ok(told) = a.0.round(Rounding { digits, mode: Mode::HalfUp }) else { return Ok(()) };
        let moved = Ratio::from(told).minus(&a.0);
        let moved = if moved.is_negative() { moved.negated() } else { moved };
        let half = Ratio::from(1).over(&Ratio::from(2 * 10i64.pow(digits))).unwrap();
        prop_assert!(moved <= half);
    }

    #[test]
    fn rounding_a_mirror_image_is_the_mirror_image(a in fraction(), digits in 0u32..=4) {
        for mode in MODES {
            let rounding = Rounding { digits, mode };
            if let (Ok(there), Ok(mirrored)) = (a.0.round(rounding), a.0.negated().round(rounding)) {
                prop_assert_eq!(there, -mirrored);
            }
        }
    }

    #[test]
    fn an_exact_decimal_is_found(value in typed()) {
        let fraction = Ratio::from(value);
        prop_assert_eq!(fraction.exact(12), Some(value));
        let third = fraction.over(&Ratio::from(3)).unwrap();
        prop_assert!(third.exact(12).is_none_or(|told| Ratio::from(told).times(&Ratio::from(3)) == fraction));
    }

    // As people read figures.

    #[test]
    fn grouped_figures_are_the_digits_with_commas(value in wide()) {
        let grouped = value.grouped();
        prop_assert_eq!(grouped.replace(',', ""), value.to_string());
        let whole = grouped.trim_start_matches('-').split('.').next().unwrap().to_owned();
        let groups: Vec<&str> = whole.split(',').collect();
        prop_assert!(groups[1..].iter().all(|group| group.len() == 3));
        prop_assert!((1..=3).contains(&groups[0].len()));
    }
}

#[test]
fn zero_has_no_sign() {
    let zero = Decimal::ZERO;
    for value in [
        -zero,
        -"0.0".parse::<Decimal>().unwrap(),
        "-0".parse().unwrap(),
        "-0.00".parse().unwrap(),
    ] {
        assert!(value.is_zero() && !value.is_negative());
        assert!(!value.to_string().starts_with('-'), "{value} is printed");
        assert!(
            !value.grouped().starts_with('-'),
            "{} is printed",
            value.grouped()
        );
    }
    assert_eq!(Decimal::from_binary(-0.0).unwrap().to_string(), "0");
    assert_eq!(Decimal::from_stored("-0").unwrap().to_string(), "0");
}

#[test]
fn what_is_no_number_is_none() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e29] {
        assert_eq!(Decimal::from_binary(value), None, "{value}");
    }
    for digits in ["", "-", "1e999", "NaN", "inf", "abc", "1,000"] {
        assert_eq!(Decimal::from_stored(digits), None, "{digits}");
    }
    assert_eq!(Decimal::from_binary(1e-300), Some(Decimal::ZERO));
    assert_eq!(
        Decimal::from_binary(29.959999999999997),
        "29.96".parse().ok()
    );
    assert_eq!(
        Decimal::from_stored("29.959999999999997"),
        "29.96".parse().ok()
    );
    assert_eq!(Decimal::from_stored("1E-3"), "0.001".parse().ok());
    assert_eq!(Decimal::from_binary(92.80000000000001), "92.8".parse().ok());
}

#[test]
fn a_product_past_machine_words_comes_back_to_them() {
    let large = Ratio::from(i64::MAX);
    let power = (0..9).fold(Ratio::from(1), |power, _| power.times(&large));
    let back = (0..9).fold(power.clone(), |power, _| power.over(&large).unwrap());
    assert_eq!(back, Ratio::from(1));
    assert!(
        power
            .round(Rounding {
                digits: 0,
                mode: Mode::HalfUp
            })
            .is_err()
    );
    assert_eq!(power.over(&power).unwrap().exact(0), Some(Decimal::ONE));
    // 20 x 1 / 3 x 3
    let third = Ratio::from(20).over(&Ratio::from(3)).unwrap();
    assert_eq!(
        third.times(&Ratio::from(3)).exact(0),
        Some(Decimal::from(20))
    );
}

#[test]
fn large_figures_have_their_exact_decimal_too() {
    // Twenty digits behind the point of a number with nine before it are more than a decimal holds.
    let turnover: Decimal = "900000000.5".parse().unwrap();
    assert_eq!(Ratio::from(turnover).exact(20), Some(turnover));
    for text in [
        "958,000,000",
        "９５８００００００",
        "¥958000000元",
        "95800万",
        "9.58亿元",
    ] {
        let read = fuhe::written::read_number(text).map(|written| written.value);
        assert_eq!(read, Some(Decimal::from(958_000_000)), "{text}");
    }
}

/// What follows 万 counts, and where it may be two figures there is none.
#[test]
fn a_figure_may_stand_in_parts() {
    for (text, value) in [
        ("46万3750元", "463750"),
        ("46万3750.5", "463750.5"),
        ("1亿2000万", "120000000"),
        ("1亿200万元", "102000000"),
        ("1亿2000万3750", "120003750"),
        ("-2万0500", "-20500"),
    ] {
        let read = fuhe::written::read_number(text).map(|written| written.value);
        assert_eq!(read, value.parse().ok(), "{text}");
    }
    for text in [
        "46万375",
        "46万3",
        "4.6万3750",
        "1亿2000",
        "46万余",
        "46万3千7百5",
        "46万37501",
        "万3750",
    ] {
        assert_eq!(fuhe::written::read_number(text), None, "{text}");
    }
}

/// A csv carries what the program that wrote it had in memory; the figure is what Excel would show of it.
#[test]
fn dust_in_a_text_is_dust() {
    for (text, typed) in [
        ("88249.99999999999", "88250"),
        ("300,000.00000000006", "300000"),
        ("-1.4749999999999999", "-1.475"),
        ("29.959999999999997%", "0.2996"),
        (".30000000000000004", "0.3"),
        // Whole numbers are counted or numbered, not computed: every digit stands.
        ("123456789012345678", "123456789012345678"),
    ] {
        let read = read_number(text).unwrap().value;
        assert_eq!(read, typed.parse::<Decimal>().unwrap(), "{text}");
    }
}

#[test]
fn noughts_may_be_a_word_and_signs_may_be_unseen() {
    for (text, value) in [
        ("5w", "50000"),
        ("19.352W元", "193520"),
        ("8k", "8000"),
        ("14.5K", "14500"),
        ("3千", "3000"),
        ("3千万", "30000000"),
        ("255780元整", "255780"),
        ("6000元/月", "6000"),
        ("\u{202d}601720\u{202c}", "601720"),
        ("\u{200b}92\u{ad}%", "0.92"),
    ] {
        let read = read_number(text).map(|read| (read.value, read.plain));
        assert_eq!(read, Some((value.parse().unwrap(), false)), "{text:?}");
    }
    for text in ["5万万", "5wk万", "k", "3千千", "5米", "\u{200b}"] {
        assert_eq!(read_number(text), None, "{text:?}");
    }
    assert!(fuhe::written::is_absent("\u{200b}-\u{feff}"));
}

#[test]
fn brackets_take_off_amounts_and_number_things() {
    let read = |text: &str| read_number(text).map(|written| written.value.trimmed().to_string());
    for (text, value) in [
        ("(5.00)", Some("-5")),
        ("（1,200）", Some("-1200")),
        ("(200)", Some("-200")),
        ("（5）", None),
        ("(12)", None),
    ] {
        assert_eq!(read(text).as_deref(), value, "{text}");
    }
}
