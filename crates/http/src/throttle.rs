//! How often one address of the network may try to sign in: often enough for a municipality behind a single one.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::sign_in::Pace;
use poem::{Addr, Request};

/// So many tries at once, and then one every ten seconds.
const PACE: Pace = Pace { burst: 30, every: TimeDelta::seconds(10) };
/// Addresses remembered before those are forgotten that have nothing to wait for.
const ADDRESSES: usize = 10_000;

/// What is remembered of each address, in memory: after a restart everybody begins anew.
#[derive(Debug, Default)]
pub struct Throttle {
    used: Mutex<HashMap<IpAddr, DateTime<Utc>>>,
}

impl Throttle {
    /// One more try from an address, or how long it must wait.
    pub(crate) fn admit(&self, address: IpAddr, now: DateTime<Utc>) -> Result<(), TimeDelta> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= ADDRESSES {
            used.retain(|_, until| *until > now);
        }
        let home = home(address);
        let until = PACE.admit(used.get(&home).copied(), now)?;
        used.insert(home, until);
        Ok(())
    }
}

/// Whoever has one address of IPv6 has all that begin like it.
fn home(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        plain => plain,
    }
}

/// The address that a request comes from.
pub(crate) fn address(request: &Request, trusted_proxies: usize) -> Option<IpAddr> {
    let Addr::SocketAddr(peer) = request.remote_addr().0.clone() else { return None };
    let lines = request.headers().get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    Some(believed(peer.ip(), lines, trusted_proxies))
}

/// What stands in `X-Forwarded-For` is believed only as far as our own proxies have written it, each at the end;
/// whatever stands before that, anybody can have made up.
fn believed<'a>(peer: IpAddr, lines: impl Iterator<Item = &'a str>, trusted_proxies: usize) -> IpAddr {
    let written: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let last = trusted_proxies.checked_sub(1).and_then(|after| written.iter().rev().nth(after));
    last.and_then(|text| text.parse().ok()).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        let lines = ["203.0.113.9, 198.51.100.7", "198.51.100.8"];
        let table = [(0, "192.0.2.1"), (1, "198.51.100.8"), (2, "198.51.100.7"), (3, "203.0.113.9"), (9, "192.0.2.1")];
        for (trusted, expected) in table {
            assert_eq!(believed(ip("192.0.2.1"), lines.into_iter(), trusted), ip(expected), "{trusted}");
        }
        assert_eq!(believed(ip("192.0.2.1"), ["nonsense"].into_iter(), 1), ip("192.0.2.1"));
    }

    #[test]
    fn a_municipality_gets_in_and_a_machine_does_not() {
        let throttle = Throttle::default();
        let now: DateTime<Utc> = "2026-11-24T08:00:00Z".parse().expect("an instant");
        let (own, beside) = (ip("2001:db8::1"), ip("2001:db8::ffff:2"));
        assert!((0..30).all(|_| throttle.admit(own, now).is_ok()));
        assert_eq!(throttle.admit(beside, now), Err(TimeDelta::seconds(10)), "the same home");
        assert!(throttle.admit(own, now + TimeDelta::seconds(10)).is_ok());
        assert!(throttle.admit(ip("2001:db8:0:1::1"), now).is_ok(), "somebody else");
    }
}
