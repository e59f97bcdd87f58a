//! Random commands against a naive model of seats and lines: after each step the system and the model must agree,
//! and the audit must be clean. The commands follow from a seed, which a failure prints.

use std::collections::VecDeque;

use kursplats_tests::{
    crowd::{self, Member},
    dice::Dice,
    fixture::text,
    world::World,
};
use persistence::audit;
use serde_json::{Value, json};

const STEPS: usize = 250;
const PEOPLE: usize = 14;

/// One session as a child would play it with chairs.
#[derive(Debug, Default)]
struct Chairs {
    capacity: usize,
    seated: Vec<usize>,
    line: VecDeque<usize>,
    cancelled: bool,
}

/// Two sessions at the same time: nobody sits on both.
#[derive(Debug)]
struct Model {
    rooms: [Chairs; 2],
}

impl Model {
    fn sits(&self, room: usize, person: usize) -> bool {
        self.rooms[room].seated.contains(&person)
    }

    /// What a booking should be answered with: status and place in line.
    fn book(&mut self, room: usize, person: usize) -> (u16, Option<&'static str>) {
        if self.rooms[room].cancelled {
            return (409, None);
        }
        if self.sits(room, person) {
            return (200, Some("confirmed"));
        }
        if self.rooms[room].line.contains(&person) {
            return (200, Some("waiting"));
        }
        let direct = self.rooms[room].line.is_empty() && self.rooms[room].seated.len() < self.rooms[room].capacity;
        if direct && self.sits(1 - room, person) {
            return (409, None);
        }
        self.rooms[room].line.push_back(person);
        self.serve();
        (201, Some(if self.sits(room, person) { "confirmed" } else { "waiting" }))
    }

    /// Free chairs go to the line in its order; those who sit next door keep their place and are passed over.
    fn serve(&mut self) {
        for room in [0, 1] {
            let next_door = self.rooms[1 - room].seated.clone();
            let chairs = &mut self.rooms[room];
            while !chairs.cancelled && chairs.seated.len() < chairs.capacity {
                let Some(place) = chairs.line.iter().position(|person| !next_door.contains(person)) else { break };
                chairs.seated.extend(chairs.line.remove(place));
            }
        }
    }

    fn leave(&mut self, room: usize, person: usize) {
        self.rooms[room].seated.retain(|seated| *seated != person);
        self.rooms[room].line.retain(|waiting| *waiting != person);
        self.serve();
    }
}

struct Play {
    sessions: [Value; 2],
    crowd: Vec<Member>,
}

impl Play {
    async fn bookings(&self, world: &World, room: usize) -> Vec<Value> {
        let query = format!("/bookings?sessionId={}&limit=100", text(&self.sessions[room]["id"]));
        let found = world.get(&world.organiser, &query).await.expect(200).body;
        let items = found["items"].as_array().expect("items").clone();
        items.into_iter().filter(|booking| booking["status"] != "cancelled").collect()
    }

    fn number(&self, booking: &Value) -> usize {
        self.crowd.iter().position(|member| booking["personId"] == member.person.to_string()).expect("somebody known")
    }

    /// The system's state must be the model's.
    async fn compare(&self, world: &World, model: &Model, context: &str) {
        for room in [0, 1] {
            let bookings = self.bookings(world, room).await;
            let of = |status: &str| bookings.iter().filter(|booking| booking["status"] == status).collect::<Vec<_>>();
            let mut seated: Vec<usize> = of("confirmed").into_iter().map(|booking| self.number(booking)).collect();
            let mut line = of("waiting");
            line.sort_by_key(|booking| booking["waitingPosition"].as_u64());
            let line: Vec<usize> = line.into_iter().map(|booking| self.number(booking)).collect();
            let mut expected = model.rooms[room].seated.clone();
            seated.sort_unstable();
            expected.sort_unstable();
            assert_eq!(seated, expected, "{context}: seats of room {room}");
            assert_eq!(line, Vec::from(model.rooms[room].line.clone()), "{context}: line of room {room}");
        }
        assert_eq!(audit::audit(world.db()).await.expect("an audit"), [], "{context}");
    }

    async fn step(&self, world: &World, model: &mut Model, dice: &mut Dice, context: &str) {
        let (room, person) = (dice.roll(2), dice.roll(PEOPLE));
        let path = format!("/sessions/{}", text(&self.sessions[room]["id"]));
        match dice.roll(10) {
            0..=5 => {
                let body = json!({ "personId": self.crowd[person].person });
                let answer = world.post(&world.organiser, &format!("{path}/bookings"), &body).await;
                let (status, state) = model.book(room, person);
                assert_eq!(answer.status.as_u16(), status, "{context}: {}", answer.body);
                assert!(state.is_none_or(|state| answer.body["status"] == state), "{context}: {}", answer.body);
            }
            6..=8 => {
                let bookings = self.bookings(world, room).await;
                let Some(booking) = bookings.iter().find(|booking| self.number(booking) == person) else { return };
                world.cancels(&world.organiser, booking).await.expect(201);
                model.leave(room, person);
            }
            _ => {
                let capacity = 1 + dice.roll(5);
                let answer = world.patch(&world.organiser, &path, &json!({ "capacity": capacity })).await;
                if capacity < model.rooms[room].seated.len() {
                    answer.expect_code(409, "capacityBelowTaken");
                } else {
                    answer.expect(200);
                    model.rooms[room].capacity = capacity;
                    model.serve();
                }
            }
        }
    }
}

on_both! {
    async fn random_commands_leave_the_system_as_the_model_says(world: World) {
        let seed = 20_261_124;
        let county = world.county().await;
        let mut sessions = Vec::new();
        for _ in 0..2 {
            sessions.push(world.published(&world.plan(&county.course, 3, 30)).await);
        }
        let crowd = crowd::gather(&world.database_url, &county.kumla, PEOPLE).await;
        let play = Play { sessions: sessions.try_into().expect("two sessions"), crowd };
        let room = || Chairs { capacity: 3, ..Chairs::default() };
        let mut model = Model { rooms: [room(), room()] };
        let mut dice = Dice(seed);
        for step in 0..STEPS {
            let context = format!("seed {seed}, step {step}");
            play.step(&world, &mut model, &mut dice, &context).await;
            play.compare(&world, &model, &context).await;
        }
        // V22: the log alone gives the same.
        assert!(world.replays().await > STEPS);
    }
}
