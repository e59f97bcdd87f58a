//! The program itself, built beside the tests so that they can start and kill it.

fn main() -> std::process::ExitCode {
    kursplats_tests::log::capture();
    kursplats::cli::main()
}
