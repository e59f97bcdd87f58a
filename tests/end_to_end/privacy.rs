//! What is known of people: who sees it, how it is corrected and restricted, and what never comes in.

mod needs;
mod personnummer;
