//! Colours of themes, palettes and tints -> `0xRRGGBB`.

/// The palette that colour numbers from 8 point into, where a workbook brings none.
const PALETTE: [u32; 56] = [
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x800000,
    0x008000, 0x000080, 0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080, 0x9999FF, 0x993366,
    0xFFFFCC, 0xCCFFFF, 0x660066, 0xFF8080, 0x0066CC, 0xCCCCFF, 0x000080, 0xFF00FF, 0xFFFF00,
    0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF, 0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99,
    0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99, 0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00, 0xFF9900,
    0xFF6600, 0x666699, 0x969696, 0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366,
    0x333399, 0x333333,
];

/// Light 1, dark 1, light 2, dark 2, accents 1 to 6, link, followed link: Office's own theme.
pub(crate) const OFFICE_THEME: [u32; 12] = [
    0xFFFFFF, 0x000000, 0xE7E6E6, 0x44546A, 0x4472C4, 0xED7D31, 0xA5A5A5, 0xFFC000, 0x5B9BD5,
    0x70AD47, 0x0563C1, 0x954F72,
];

/// A colour by its number, the workbook's own `palette` (from number 0) first; `None` for the system's colours.
pub(crate) fn indexed(number: usize, palette: &[u32]) -> Option<u32> {
    if let Some(own) = palette.get(number).filter(|_| number < 64) {
        return Some(*own);
    }
    match number {
        // The first eight repeat the basic ones.
        0..8 => Some(PALETTE[number]),
        8..64 => Some(PALETTE[number - 8]),
        _ => None,
    }
}

/// `FF336699` or `336699` -> the colour.
pub(crate) fn hex(digits: &str) -> Option<u32> {
    let digits = digits.trim().trim_start_matches('#');
    let digits = digits.get(digits.len().checked_sub(6)?..)?;
    u32::from_str_radix(digits, 16).ok()
}

/// Lightens (`tint` above 0) or darkens a colour by `tint` thousandths, hue and saturation kept, as Excel does.
pub(crate) fn tinted(color: u32, tint: i64) -> u32 {
    const ONE: i64 = 1000;
    let tint = tint.clamp(-ONE, ONE);
    let channels = [color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF]
        .map(|channel| i64::from(channel) * ONE);
    let (most, least) = channels
        .iter()
        .fold((0, 255 * ONE), |(most, least), &channel| {
            (channel.max(most), channel.min(least))
        });
    let white = 255 * ONE;
    let sum = most + least;
    // Twice the lightness, in 0 ..= 2 * white.
    let light = match tint < 0 {
        true => sum * (ONE + tint) / ONE,
        false => sum * (ONE - tint) / ONE + 2 * white * tint / ONE,
    };
    // With hue and saturation kept, the spread of the channels goes with the room that the lightness leaves them.
    let room = |light: i64| light.min(2 * white - light);
    let spread = match room(sum) {
        0 => 0,
        before => (most - least) * room(light) / before,
    };
    let moved = channels.map(|channel| {
        let above = match most - least {
            0 => 0,
            range => (2 * channel - sum) * spread / range,
        };
        let channel = (light + above) / 2;
        ((channel + ONE / 2) / ONE).clamp(0, 255) as u32
    });
    moved[0] << 16 | moved[1] << 8 | moved[2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tints_of_the_office_theme() {
        // As Excel shows "Blue, Accent 1" and its variants, and white and black darkened and lightened.
        for (color, tint, shown) in [
            (0x4472C4, 0, 0x4472C4),
            (0x4472C4, 800, 0xDAE3F3),
            (0x4472C4, -250, 0x2F5597),
            (0xFFFFFF, -150, 0xD9D9D9),
            (0x000000, 500, 0x808080),
        ] {
            let got = tinted(color, tint);
            let near = (0..3).all(|byte| {
                let part = |color: u32| (color >> (8 * byte) & 0xFF) as i32;
                (part(got) - part(shown)).abs() <= 2
            });
            assert!(near, "{color:06X} {tint}: {got:06X}, not {shown:06X}");
        }
    }

    #[test]
    fn hex_colours() {
        assert_eq!(hex("FF336699"), Some(0x336699));
        assert_eq!(hex("336699"), Some(0x336699));
        assert_eq!(hex("33"), None);
        assert_eq!(hex("红红红"), None);
    }
}
