//! Finds the weights of evidence: logistic regression by Newton's method.

use refdesk::desk::subjects::evidence::{EXPERIENCE, FEATURES};
use refdesk::desk::subjects::{Lesson, Subjects};

use crate::questions::Question;

/// How strongly weights are drawn towards nothing.
const RIDGE: f64 = 3.0;
const ROUNDS: usize = 25;
/// No step is longer.
const LONGEST_STEP: f64 = 4.0;

type Row = [f64; FEATURES];

pub fn lesson(subjects: &Subjects, question: &Question) -> Lesson {
    subjects.lesson(&question.text, question.language.as_deref().as_slice(), question.subjects.clone(), true)
}

/// The weights by which these questions' subjects are told from what else may be recognised in them. With experience,
/// each question is seen with the experience of all others: what was learned of it is taken back meanwhile.
pub fn fit(subjects: &mut Subjects, questions: &[Question], experience: bool) -> Row {
    let mut rows: Vec<(Row, bool)> = Vec::new();
    for question in questions {
        let lesson = lesson(subjects, question);
        if experience {
            subjects.unlearn(&lesson);
        }
        for (concept, evidence) in subjects.evidence(&question.text, question.language.as_deref().as_slice()) {
            let mut row = evidence.features;
            if !experience {
                row[EXPERIENCE..].fill(0.0);
            }
            rows.push((row, question.subjects.contains(concept)));
        }
        if experience {
            subjects.learn(&lesson);
        }
    }
    newton(&rows)
}

fn newton(rows: &[(Row, bool)]) -> Row {
    let mut weights = [0.0; FEATURES];
    for _ in 0..ROUNDS {
        let mut slope = weights.map(|weight| RIDGE * weight);
        let mut bend = [[0.0; FEATURES]; FEATURES];
        for (row, right) in rows {
            let odds: f64 = row.iter().zip(&weights).map(|(x, weight)| x * weight).sum();
            let likely = 1.0 / (1.0 + (-odds).exp());
            let wrong = likely - f64::from(*right);
            let sure = (likely * (1.0 - likely)).max(1e-6);
            for (i, x) in row.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                slope[i] += wrong * x;
                for (j, y) in row.iter().enumerate() {
                    bend[i][j] += sure * x * y;
                }
            }
        }
        for (i, line) in bend.iter_mut().enumerate() {
            line[i] += RIDGE;
        }
        let step = solve(bend, slope);
        let length = step.iter().map(|x| x * x).sum::<f64>().sqrt();
        let part = (LONGEST_STEP / length).min(1.0);
        weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight -= part * step);
    }
    weights
}

/// Solves `matrix × x = right`, where the matrix is symmetric and positive definite.
fn solve(mut matrix: [Row; FEATURES], mut right: Row) -> Row {
    for i in 0..FEATURES {
        let pivot = matrix[i];
        for k in i + 1..FEATURES {
            let factor = matrix[k][i] / pivot[i];
            matrix[k].iter_mut().zip(&pivot).for_each(|(cell, above)| *cell -= factor * above);
            right[k] -= factor * right[i];
        }
    }
    let mut solution = [0.0; FEATURES];
    for i in (0..FEATURES).rev() {
        let known: f64 = (i + 1..FEATURES).map(|j| matrix[i][j] * solution[j]).sum();
        solution[i] = (right[i] - known) / matrix[i][i];
    }
    solution
}
