//! What everybody said against what everybody heard.
//!
//! Lost is a line that was acknowledged and not heard by who must hear it. A line heard twice under one id is a
//! repeat, which is counted; one text under two ids, a line out of order, and a line heard by a wrong person are faults.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    time::Duration,
};

use super::talker::{Heard, Leg, Said, Talker};

#[derive(Debug, Default)]
pub struct Figures {
    pub lines: usize,
    pub sent_again: usize,
    pub lost: Vec<String>,
    pub repeats: Vec<String>,
    pub faults: Vec<String>,
    pub downtimes: Vec<Duration>,
}

impl Figures {
    pub fn of(talkers: &[Talker]) -> Figures {
        let mut figures = Figures::default();
        for talker in talkers {
            figures.faults.extend(talker.complaints.iter().map(|what| format!("{}: {what}", talker.name)));
            figures.hear(talker, talkers);
            for leg in &talker.legs {
                figures.lines += leg.said.iter().filter(|said| said.acknowledged).count();
                figures.sent_again += leg.said.iter().map(|said| said.sent.saturating_sub(1) as usize).sum::<usize>();
                for hearer in talkers.iter().filter(|hearer| leg.hearers.contains(&hearer.name)) {
                    figures.compare(leg, hearer);
                }
            }
        }
        figures
    }

    pub fn median_downtime(&self) -> Duration {
        let mut downtimes = self.downtimes.clone();
        downtimes.sort();
        downtimes.get(downtimes.len() / 2).copied().unwrap_or_default()
    }

    /// Fails the test unless all is well.
    pub fn judge(&self, test: &str) {
        println!("{test}: {self}");
        assert!(self.lost.is_empty(), "lost: {:?}", self.lost);
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n"));
        assert!(self.lines > 0, "nobody said a word");
    }

    fn hear(&mut self, hearer: &Talker, talkers: &[Talker]) {
        let mut ids: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        let mut times: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for Heard { from, id, text, history } in &hearer.heard {
            let place = from.split('/').next().unwrap_or_default();
            ids.entry((place, text)).or_default().insert(id);
            // What was sent again is reflected again: an answer, not a repeat.
            let own = hearer.legs.iter().any(|leg| said(leg, text).is_some());
            if !history && !own {
                *times.entry((place, id)).or_default() += 1;
            }
            let spoken = talkers.iter().flat_map(|talker| &talker.legs).find(|leg| said(leg, text).is_some());
            if let Some(leg) = spoken.filter(|leg| !own && !leg.hearers.contains(&hearer.name)) {
                self.faults.push(format!("{} heard what was said to {:?}: {text}", hearer.name, leg.hearers));
            }
        }
        for ((place, id), count) in times {
            let repeat = format!("{id} from {place} to {}", hearer.name);
            self.repeats.extend(std::iter::repeat_n(repeat, count - 1));
        }
        for ((place, text), ids) in ids.iter().filter(|(_, ids)| ids.len() > 1) {
            self.faults.push(format!("{} heard {text:?} at {place} under several ids: {ids:?}", hearer.name));
        }
    }

    fn compare(&mut self, leg: &Leg, hearer: &Talker) {
        let mut order: Vec<usize> = Vec::new();
        for heard in &hearer.heard {
            if let Some(number) = said(leg, &heard.text).filter(|number| !order.contains(number)) {
                if leg.said[number].id != heard.id {
                    self.faults.push(format!("{} heard {:?} as {}", hearer.name, heard.text, heard.id));
                }
                order.push(number);
            }
        }
        let missing = (0..leg.said.len()).filter(|number| leg.said[*number].acknowledged && !order.contains(number));
        self.lost.extend(missing.map(|number| format!("{} to {}", leg.said[number].id, hearer.name)));
        let mut last: Option<usize> = None;
        for number in order {
            // Who sends a line again after it bounced has let the rest of its burst overtake it.
            let overtaken = |last: usize| {
                let (late, early) = (&leg.said[number], &leg.said[last]);
                number < last && !(late.burst == early.burst && late.sent > 1)
            };
            if last.is_some_and(overtaken) {
                self.faults.push(format!("{} heard {} too late", hearer.name, leg.said[number].id));
            }
            last = last.max(Some(number));
        }
    }
}

fn said(leg: &Leg, text: &str) -> Option<usize> {
    let number: usize = text.strip_prefix(leg.tag.as_str())?.strip_prefix(" säger ")?.parse().ok()?;
    let Said { text: spoken, .. } = leg.said.get(number.checked_sub(1)?)?;
    (spoken == text).then(|| number - 1)
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Figures { lines, sent_again, lost, repeats, downtimes, .. } = self;
        write!(
            f,
            "{} kills, {lines} lines acknowledged, {sent_again} sent again, {} lost, {} repeats by id, \
             median downtime {} ms",
            downtimes.len(),
            lost.len(),
            repeats.len(),
            self.median_downtime().as_millis()
        )
    }
}
