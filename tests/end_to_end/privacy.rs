//! What is known of people: who sees it, how it is corrected and restricted, how long it stays, and what never comes in.

mod disposal;
mod documents;
mod measures;
mod my_data;
mod needs;
mod personnummer;
mod protected;
mod standing;
