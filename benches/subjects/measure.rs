//! Precision, recall and F1, each the mean over the questions; and how often anything is right.

use crate::questions::Question;
use crate::vocabulary::Vocabulary;

#[derive(Default)]
pub struct Measure {
    questions: f64,
    precision: f64,
    recall: f64,
    f1: f64,
    /// Questions with at least one right subject.
    any: f64,
    /// With one that is right, or directly above or below a right one.
    near: f64,
    right: f64,
    given: f64,
    wanted: f64,
}

impl Measure {
    /// Of what is recognised in each question. A question in which nothing is recognised counts as wrong in all of it.
    pub fn of(questions: &[Question], vocabulary: &Vocabulary, recognise: impl Fn(&Question) -> Vec<String>) -> Self {
        let mut measure = Measure::default();
        for question in questions.iter().filter(|question| !question.subjects.is_empty()) {
            let found = recognise(question);
            let right = found.iter().filter(|concept| question.subjects.contains(*concept)).count() as f64;
            let near = found.iter().any(|a| question.subjects.iter().any(|b| vocabulary.is_near(a, b)));
            let (given, wanted) = (found.len() as f64, question.subjects.len() as f64);
            measure.questions += 1.0;
            measure.precision += right / given.max(1.0);
            measure.recall += right / wanted;
            measure.f1 += 2.0 * right / (given + wanted);
            measure.any += f64::from(right > 0.0);
            measure.near += f64::from(near);
            measure.right += right;
            measure.given += given;
            measure.wanted += wanted;
        }
        measure
    }

    pub fn print(&self, name: &str) {
        let mean = |sum: f64| 100.0 * sum / self.questions;
        println!(
            "{name:<24}{:>10.1}{:>8.1}{:>7.1}{:>7.1}{:>7.1}{:>7.1}{:>12.1}",
            mean(self.precision),
            mean(self.recall),
            mean(self.f1),
            200.0 * self.right / (self.given + self.wanted),
            mean(self.any),
            mean(self.near),
            self.given / self.questions,
        );
    }
}

/// The line above the measures.
pub fn head(hierarchy: bool) {
    println!();
    println!("{:<24}precision  recall     F1  F1(µ)    any   near   subjects", "percent, first five");
    if !hierarchy {
        println!("(no vocabulary here says what is broader: 'near' is 'any')");
    }
}
