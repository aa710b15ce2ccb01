//! Which concepts a text may be about, and what speaks for each.

use std::collections::{BTreeMap, BTreeSet};

use super::experience::Experience;
use super::labels::{ConceptId, How, Label, Labels, StemId};

pub const FEATURES: usize = 30;

#[derive(Debug, Clone)]
pub struct Candidate {
    pub concept: ConceptId,
    pub features: [f64; FEATURES],
    /// Places of the words it was read from.
    pub words: BTreeSet<usize>,
}

/// A text's stems.
#[derive(Debug, Default)]
pub struct Read {
    pub words: Vec<String>,
    /// How each stem was found, surest first, and at which words.
    pub stems: BTreeMap<StemId, (How, Vec<usize>)>,
    /// The stems by which the text is remembered, and how much each counts.
    pub memory: BTreeMap<StemId, (f64, Vec<usize>)>,
    /// The tongues the text is in.
    pub tongues: Vec<u8>,
}

impl Read {
    /// `tongues`: those the text is in, the likeliest first; if there are none, all count alike.
    pub fn of(labels: &Labels, words: Vec<String>, tongues: &[u8]) -> Read {
        let accents = words.iter().any(|word| !word.is_ascii());
        let mut stems: BTreeMap<StemId, (How, Vec<usize>)> = BTreeMap::new();
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, word) in words.iter().enumerate() {
            places.entry(word).or_default().push(place);
        }
        for (word, at) in &places {
            if word.chars().nth(1).is_none() {
                continue;
            }
            for tongue in 0..labels.tongues.len() as u8 {
                let own = tongues.is_empty() || tongues.contains(&tongue);
                if labels.tongues[usize::from(tongue)].stop.contains(word) {
                    continue;
                }
                if !own
                    && (word.chars().count() < 4
                        || tongues.iter().any(|t| labels.tongues[usize::from(*t)].stop.contains(word)))
                {
                    continue;
                }
                for (stem, how) in labels.look(tongue, word, accents) {
                    if !own && how != How::Whole {
                        continue;
                    }
                    let known = stems.entry(stem).or_insert((how, Vec::new()));
                    if how < known.0 {
                        known.0 = how;
                        known.1.clear();
                    }
                    if how == known.0 {
                        known.1.extend(at);
                    }
                }
            }
        }
        stems.values_mut().for_each(|(_, at)| at.sort_unstable());
        let mut memory: BTreeMap<StemId, (f64, Vec<usize>)> = BTreeMap::new();
        for (word, at) in &places {
            for tongue in tongues {
                if let Some(id) = labels.find(*tongue, &labels.memory(*tongue, word)) {
                    memory.entry(id).or_insert((1.0, at.clone()));
                }
            }
        }
        for (stem, (how, at)) in &stems {
            if *how >= How::Head {
                memory.entry(*stem).or_insert((0.5, at.clone()));
            }
        }
        Read { words, stems, memory, tongues: tongues.to_vec() }
    }

    pub fn features(&self) -> Vec<StemId> {
        self.memory.keys().chain(self.stems.iter().filter(|(_,s)|s.0<How::Head).map(|s|s.0)).copied().collect()
    }
}

#[derive(Debug, Clone)]
pub struct Match {
    pub label: u32,
    pub how: How,
    /// From the first to the last of its words, beyond their number.
    pub apart: usize,
    pub own: bool,
    pub words: BTreeSet<usize>,
    pub times: usize,
}

/// All labels whose stems are in the text.
pub fn matches(labels: &Labels, read: &Read) -> Vec<Match> {
    let mut found = Vec::new();
    for stem in read.stems.keys() {
        for place in &labels.rarest[*stem as usize] {
            let label = &labels.labels[*place as usize];
            if let Some(m) = matched(labels, read, *place, label) {
                found.push(m);
            }
        }
    }
    found
}

fn matched(_labels: &Labels, read: &Read, place: u32, label: &Label) -> Option<Match> {
    let mut how = How::Whole;
    let mut all = Vec::new();
    let mut times = usize::MAX;
    for stem in label.stems.iter() {
        let (found, at) = read.stems.get(stem)?;
        how = how.max(*found);
        times = times.min(at.len());
        all.push(at);
    }
    let mut words = BTreeSet::new();
    let mut apart = 0;
    let (first, others) = all.split_first()?;
    if others.is_empty() {
        words.extend(first.iter().copied());
    } else {
        // The nearest places of the others to each place of the first.
        let mut best: Option<(usize, BTreeSet<usize>)> = None;
        for start in first.iter().take(8) {
            let mut places: BTreeSet<usize> = [*start].into();
            for at in others {
                let nearest = at.iter().min_by_key(|place| (place.abs_diff(*start), **place))?;
                places.insert(*nearest);
            }
            let span = places.last()? - places.first()? + 1;
            let extra = (span + 1).saturating_sub(label.stems.len().max(places.len()));
            if best.as_ref().is_none_or(|(least, _)| extra < *least) {
                best = Some((extra, places));
            }
        }
        let (extra, places) = best?;
        if !label.split && places.len() < label.stems.len() && how < How::Head {
            // One word for two words of the label.
        }
        apart = extra;
        words = places;
    }
    let own = read.tongues.is_empty() || read.tongues.contains(&label.tongue);
    Some(Match { label: place, how, apart, own, words, times })
}

fn ln(x: f64) -> f64 {
    x.ln()
}

/// The candidates in the order of their concepts.
pub fn candidates(labels: &Labels, experience: &Experience, read: &Read, less: Option<(&BTreeSet<StemId>, &BTreeSet<ConceptId>)>) -> Vec<Candidate> {
    let found = matches(labels, read);
    // Words covered by a match of several words, or whole.
    let mut by_concept: BTreeMap<ConceptId, Vec<&Match>> = BTreeMap::new();
    for m in &found {
        by_concept.entry(labels.labels[m.label as usize].concept).or_default().push(m);
    }
    let n = f64::from(experience.questions).max(1.0);
    let len = read.words.len().max(1) as f64;
    // Association of every concept that went together with the text's stems.
    let minus_s = |s: StemId| less.is_some_and(|(st, _)| st.contains(&s)) as u32;
    let minus_c = |c: ConceptId| less.is_some_and(|(_, cs)| cs.contains(&c)) as u32;
    let n_all = n - less.is_some() as u32 as f64;
    let mut assoc: BTreeMap<ConceptId, (f64, f64, f64, BTreeSet<usize>, f64)> = BTreeMap::new();
    let mut norm_q = 0.0;
    for (stem, (w, at)) in &read.memory {
        let w = *w;
        let ns = f64::from(experience.stem(*stem).saturating_sub(minus_s(*stem)));
        if ns == 0.0 {
            continue;
        }
        let idf = ln(n_all / ns).max(0.0);
        norm_q += (w * idf) * (w * idf);
        let Some(with) = experience.pairs.get(stem) else { continue };
        for (concept, count) in with {
            let nsc = f64::from(count.saturating_sub(minus_s(*stem) * minus_c(*concept)));
            if nsc < 1.0 {
                continue;
            }
            let nc = f64::from(experience.concept(*concept).saturating_sub(minus_c(*concept)));
            let p = (nsc + 2.0 * nc / n_all) / (ns + 2.0);
            let e = assoc.entry(*concept).or_default();
            // noisy or of p
            let sig = if nsc >= 2.0 { 1.0 } else { 0.3 };
            e.0 += -ln(1.0 - (p * w * sig).min(0.95));
            let lift = (p / (nc / n_all)).ln().max(0.0);
            e.1 += w * lift * (nsc / (nsc + 2.0));
            e.2 = e.2.max(p * w * if nsc >= 2.0 { 1.0 } else { 0.5 });
            e.4 += w * w * idf * idf * nsc / nc.max(1.0);
            if p > 0.1 { e.3.extend(at.iter().copied()); }
        }
    }
    // Concepts recognised by a whole label, to subsume.
    let mut result = Vec::new();
    let mut ids: BTreeSet<ConceptId> = by_concept.keys().copied().collect();
    ids.extend(assoc.keys().copied());
    for concept in ids {
        let mut f = [0.0; FEATURES];
        let mut words = BTreeSet::new();
        f[0] = 1.0;
        let best = by_concept.get(&concept).and_then(|all| {
            all.iter().min_by_key(|m| {
                let l = &labels.labels[m.label as usize];
                (!m.own, m.how, l.split, m.apart, std::cmp::Reverse(l.stems.len()), m.label)
            })
        });
        if let Some(m) = best {
            let l = &labels.labels[m.label as usize];
            words.extend(m.words.iter().copied());
            match m.how {
                How::Whole => f[1] = 1.0,
                How::Grade => f[2] = 1.0,
                How::Plain => f[2] = 1.0,
                How::Head => f[3] = 1.0,
                How::Modifier => f[4] = 1.0,
            }
            f[5] = l.split as u8 as f64;
            f[6] = m.own as u8 as f64;
            f[7] = (l.stems.len() > 1 && !l.split) as u8 as f64;
            f[8] = if l.stems.len() > 1 { (m.apart as f64).min(10.0) / 10.0 } else { 0.0 };
            let key = l.stems.iter().min_by_key(|s| (labels.spread[**s as usize], **s)).copied().unwrap_or_default();
            let head = l.stems.last().copied().unwrap_or_default();
            f[9] = ln(f64::from(labels.spread[key as usize].max(1))) / 5.0;
            f[10] = ln(f64::from(l.characters)) / 3.0 ;
            // subsumed: another own match with strictly more words covering these, whole
            let sub = found.iter().any(|o| {
                let ol = &labels.labels[o.label as usize];
                ol.concept != concept && o.how <= How::Plain && o.own && !(ol.split) && o.apart <= 1
                    && ((ol.stems.len() > l.stems.len() && m.words.iter().any(|w| o.words.contains(w)))
                        || (m.how >= How::Head && m.words.is_subset(&o.words) ))
            });
            f[11] = sub as u8 as f64;
            f[12] = ln(m.times as f64);
            f[13] = *m.words.first().unwrap_or(&0) as f64 / len;
            f[15] = (!l.qualifier.is_empty()) as u8 as f64;
            f[16] = l.qualifier.iter().any(|q| read.stems.contains_key(q)) as u8 as f64;
            f[17] = by_concept[&concept].iter().map(|m| labels.labels[m.label as usize].tongue).collect::<BTreeSet<_>>().len() as f64 - 1.0;
            // how many other candidates share the same words (ambiguity)
            let rivals = found.iter().filter(|o| o.own && o.how <= m.how && labels.labels[o.label as usize].concept != concept && o.words.first() == m.words.first() && labels.labels[o.label as usize].stems.len() == l.stems.len()).map(|o| labels.labels[o.label as usize].concept).collect::<BTreeSet<_>>().len();
            f[18] = ln(1.0 + rivals as f64);
            // experience with the label's stem
            let nk = f64::from(experience.stem(head).saturating_sub(minus_s(head))).min(f64::from(experience.stem(key).saturating_sub(minus_s(key))));
            let mut hit = f64::from(experience.pair(head, concept).saturating_sub(minus_s(head) * minus_c(concept)));
            if head != key { hit = hit.min(f64::from(experience.pair(key, concept).saturating_sub(minus_s(key) * minus_c(concept)))); }
            let p = (hit + 0.5) / (nk + 1.5);
            f[20] = ln(p / (1.0 - p).max(0.01)) * (nk / (nk + 1.0));
            f[21] = ln(1.0 + nk) / 3.0;
        } else {
            f[19] = 1.0;
        }
        f[14] = ln(len) / 3.0;
        let nc = f64::from(experience.concept(concept).saturating_sub(minus_c(concept)));
        f[22] = ln(1.0 + nc) ;
        if let Some((noisy, lift, max, at, tfidf)) = assoc.get(&concept) {
            f[23] = ln(0.005 + 1.0 - (-noisy).exp()) + 5.3;
            f[24] = lift / len.sqrt();
            f[25] = *max;
            f[26] = *noisy;
            f[27] = tfidf / norm_q.max(1.0);
            if best.is_none() {
                words.extend(at.iter().copied());
            }
        }
        f[28] = (nc > 0.0) as u8 as f64;
        result.push(Candidate { concept, features: f, words });
    }
    result
}
