//! Creating many time entries: the policy against a model server that trims, splits, limits and loses
//! responses, in processes that end at any moment.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod process;
#[path = "../call/simulation/random.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod random;
mod server;
mod steps;

use process::{DAYS, Journal, Report, Wanted, run};
use random::Random;
use server::{Model, Server};
use webwork_sdk::boundary::EntryStatus;

/// Random runs in total.
const RUNS: u64 = 10_000;
/// Processes that one run may need: each of them ends at some moment, but the last.
const PROCESSES: usize = 40;

fn wanted(random: &mut Random) -> Vec<Wanted> {
    let count = 1 + random.below(12);
    let notes = ["", "a", " a ", "b"];
    let mut all: Vec<Wanted> = Vec::new();
    for _ in 0..count {
        if !all.is_empty() && random.percent(30) {
            // People import the same line twice.
            all.push(all[random.below(all.len())].clone());
            continue;
        }
        let start = 540 + 30 * random.below(8) as u32;
        all.push(Wanted {
            day: random.below(DAYS),
            start,
            end: start + 30 * (1 + random.below(6) as u32),
            contract: random.pick(&[f64::NAN, 1.0, 2.0]),
            task: random.pick(&[f64::NAN, 7.0]),
            notes: random.pick(&notes),
        });
    }
    all
}

fn model(random: &mut Random) -> Model {
    Model {
        trims: random.percent(70),
        splits: random.percent(40),
        chooses_contract: random.percent(30),
        most_minutes: random.pick(&[u32::MAX, 240, 120]),
        faults: random.pick(&[0, 10, 30, 60]),
        others: random.pick(&[0, 0, 10]),
    }
}

/// Compares what was reported with what the server has.
fn check(seed: u64, server: &Server, wanted: &[Wanted], reports: &[Option<Report>]) {
    for (index, (wanted, report)) in wanted.iter().zip(reports).enumerate() {
        let report = report
            .as_ref()
            .unwrap_or_else(|| panic!("seed {seed}: entry {index} has no result"));
        let asked = wanted.end - wanted.start;
        let stored = server.minutes_of(index);
        assert!(
            stored <= asked,
            "seed {seed}: entry {index} is there twice: {stored} of {asked} minutes"
        );
        assert_eq!(report.asked, asked, "seed {seed}: entry {index}");
        let expected = match stored {
            0 => EntryStatus::Rejected,
            some if some < asked => EntryStatus::Partial,
            _ => EntryStatus::Created,
        };
        if report.status == EntryStatus::Unknown {
            continue;
        }
        assert_eq!(
            (report.status, report.saved),
            (expected, stored),
            "seed {seed}: entry {index}, {wanted:?}"
        );
        if !report.ids.is_empty() {
            assert_eq!(
                report.ids,
                server.ids_of(index),
                "seed {seed}: entry {index}"
            );
        }
    }
}

#[test]
fn whatever_the_server_does_and_whenever_the_process_ends_what_is_reported_is_what_is_stored() {
    let mut found = [0_u32; 4];
    let mut killed = 0;
    for seed in 0..RUNS {
        let mut random = Random(seed);
        let wanted = wanted(&mut random);
        let mut server = Server::new(model(&mut random), DAYS);
        server.prefill(&mut random, &wanted);
        let mut journal = Journal::default();
        let mut reports = Vec::new();
        for process in 0..PROCESSES {
            // The last ones are spared, so that each run ends.
            let kills = if process < PROCESSES - 2 {
                random.pick(&[0, 5, 20])
            } else {
                0
            };
            if process == PROCESSES - 1 {
                server.model.faults = 0;
            }
            match run(&wanted, &mut server, &mut journal, &mut random, kills) {
                Some(settled) => {
                    check(seed, &server, &wanted, &settled);
                    let is_known =
                        |report: &Option<Report>| report.as_ref().is_some_and(|one| one.is_final);
                    let is_settled = settled.iter().all(is_known);
                    reports = settled;
                    if is_settled {
                        break;
                    }
                }
                None => killed += 1,
            }
        }
        for report in reports.iter().flatten() {
            assert_ne!(report.status, EntryStatus::Unknown, "seed {seed}");
            found[report.status as usize] += 1;
        }
        check(seed, &server, &wanted, &reports);
    }
    println!("{RUNS} runs, {killed} processes killed; created, partial, rejected: {found:?}");
    assert!(killed > 1_000 && found[0] > 1_000 && found[1] > 1_000 && found[2] > 1_000);
}

#[test]
fn without_a_journal_the_same_holds_within_one_process() {
    let mut unknown = 0;
    for seed in 0..RUNS {
        let mut random = Random(!seed);
        let wanted = wanted(&mut random);
        let mut server = Server::new(model(&mut random), DAYS);
        server.prefill(&mut random, &wanted);
        let mut journal = Journal::default();
        let reports = run(&wanted, &mut server, &mut journal, &mut random, 0).unwrap();
        check(seed, &server, &wanted, &reports);
        let is_unknown = |report: &&Report| report.status == EntryStatus::Unknown;
        unknown += reports.iter().flatten().filter(is_unknown).count();
    }
    assert!(unknown > 0, "the day could always be listed again");
}
