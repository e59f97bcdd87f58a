//! Which municipalities of a wave are not shown.

use std::collections::BTreeMap;

use crate::values::MunicipalityCode;

/// Hides the municipalities with fewer answers than may be shown. If what the region has beyond those shown came from
/// one municipality alone, or from too few people, it would give them away by subtraction: so the next smallest are
/// hidden as well until it does not.
///
/// Always the smallest ones: with another threshold it is the same ones and more, or fewer, so two versions of the
/// definition do not bring out together what each hides.
pub(super) fn hidden(counts: &BTreeMap<MunicipalityCode, u32>, small_number: u32) -> Vec<MunicipalityCode> {
    let mut smallest: Vec<(u32, &MunicipalityCode)> =
        counts.iter().filter(|(_, count)| **count > 0).map(|(code, count)| (*count, code)).collect();
    smallest.sort();
    let (mut hidden, mut answers) = (Vec::new(), 0);
    for (count, code) in smallest {
        let safe = hidden.is_empty() || (hidden.len() > 1 && answers >= small_number);
        if count >= small_number && safe {
            break;
        }
        hidden.push(code.clone());
        answers += count;
    }
    hidden.sort();
    hidden
}
