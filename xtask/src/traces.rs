//! Random conversations with a store of a shared rate limit, as the reference in `src/rate_limit/store.rs`
//! leads them. The JavaScript tests lead the same ones with the real stores.

use serde_json::{Value, json};
use webwork_sdk::rate_limit::{Reply, Request, Store};

/// Prints a line of JSON for each conversation: an array of `[time, request, reply]`.
pub fn print(seed: u64, conversations: usize) {
    let mut random = Random(seed | 1);
    for _ in 0..conversations {
        println!("{}", Value::Array(conversation(&mut random)));
    }
}

/// A generator of random numbers: xorshift.
struct Random(u64);

impl Random {
    /// A number below `end`.
    fn below(&mut self, end: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % end.max(1) as u64) as i64
    }

    fn one_in(&mut self, chances: i64) -> bool {
        self.below(chances) == 0
    }
}

fn conversation(random: &mut Random) -> Vec<Value> {
    let mut store = Store::default();
    let mut time = 1_700_000_000_000 + random.below(1_000_000);
    let holders = 1 + random.below(6);
    let requests = 1 + random.below(12);
    let per = [200, 1_000, 60_000][random.below(3) as usize];
    let mut epoch = 0;
    let mut first = 1;
    let mut granted: Vec<(i64, i64)> = Vec::new();
    let mut trace = Vec::new();
    for _ in 0..60 {
        time += match random.below(40) {
            // The clock is set back, or forward, or everybody sleeps.
            0 => -random.below(2 * per),
            1 => random.below(3 * per),
            _ => random.below(per / 8),
        };
        let holder = random.below(holders);
        let mut put = Vec::new();
        granted.retain(|(owner, number)| {
            let is_over = *owner == holder && random.one_in(2);
            if is_over {
                let unused = random.one_in(4);
                put.push((*number, if unused { 0 } else { random.below(per) }));
            }
            !is_over
        });
        let request = Request {
            holder: format!("h{holder}"),
            epoch: [0, epoch, epoch, 7]
                [random.below(4).min(2 + i64::from(random.one_in(20))) as usize],
            requests: requests - i64::from(random.one_in(10)),
            per,
            lease: per / 2 + random.below(per),
            want: random.below(8) - 1,
            bulk: random.one_in(2),
            waited: random.below(2 * per),
            spare: random.below(4),
            pause: if random.one_in(25) {
                random.below(per)
            } else {
                0
            },
            lost: random.one_in(30),
            first,
            put,
        };
        let reply = store.exchange(&request, time);
        epoch = reply.epoch;
        granted.extend((first..first + reply.granted).map(|number| (holder, number)));
        first += request.want.max(0);
        trace.push(json!([
            time,
            numbers_of_request(&request),
            numbers_of(&reply)
        ]));
    }
    trace
}

fn numbers_of_request(request: &Request) -> Vec<Value> {
    let mut numbers = vec![json!(request.holder)];
    let fixed = [
        request.epoch,
        request.requests,
        request.per,
        request.lease,
        request.want,
        i64::from(request.bulk),
        request.waited,
        request.spare,
        request.pause,
        i64::from(request.lost),
        request.first,
    ];
    numbers.extend(fixed.map(Value::from));
    let put = request.put.iter();
    numbers.extend(put.flat_map(|(number, free_in)| [json!(number), json!(free_in)]));
    numbers
}

fn numbers_of(reply: &Reply) -> [i64; 9] {
    [
        reply.epoch,
        reply.now,
        reply.granted,
        reply.wait,
        reply.holders,
        reply.free,
        reply.reset,
        reply.pause,
        reply.recovery,
    ]
}
