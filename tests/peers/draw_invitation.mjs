// Draws an invitation as a calendar of other people shows it: FullCalendar with ical.js, in Chromium.
//
//     kursplats mail preview confirmation --format ics | node draw_invitation.mjs FOLDER OUT.png
//
// FOLDER holds node_modules with fullcalendar, @fullcalendar/icalendar and ical.js. Nothing leaves the machine: the
// page and its scripts come from this program.

import { createServer } from "node:http";
import { spawn } from "node:child_process";
import { readFileSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";

const [folder, out] = process.argv.slice(2);
const modules = join(folder, "node_modules");
const ics = readFileSync(0, "utf8");

const page = `<!DOCTYPE html><html lang="sv"><meta charset="utf-8"><title>Kalender</title>
<style>body{font:14px system-ui,sans-serif;margin:16px;background:#fff}
#details{white-space:pre-line;border-top:1px solid #ccc;margin-top:12px;padding-top:8px}
.fc-event-title,.fc-event-time{white-space:normal!important}</style>
<div id="calendar"></div><div id="details"></div>
<script src="/fullcalendar.js"></script>
<script src="/locale.js"></script>
<script type="module">
import ICAL from "/ical.js";
window.ICAL = ICAL;
const plugin = document.createElement("script");
plugin.src = "/plugin.js";
plugin.onload = async () => {
  const text = await (await fetch("/invitation.ics")).text();
  const event = new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent"));
  new FullCalendar.Calendar(document.getElementById("calendar"), {
    initialView: "timeGridWeek", initialDate: event.startDate.toString().slice(0, 10), locale: "sv", firstDay: 1,
    slotMinTime: "08:00", slotMaxTime: "14:00", allDaySlot: false, height: 430, weekNumbers: true,
    events: { url: "/invitation.ics", format: "ics" },
  }).render();
  document.getElementById("details").textContent =
    [event.summary, event.location, event.description].filter(Boolean).join("\\n");
};
document.body.append(plugin);
</script></html>`;

const files = {
  "/": ["text/html; charset=utf-8", page],
  "/invitation.ics": ["text/calendar; charset=utf-8", ics],
  "/fullcalendar.js": ["text/javascript", readFileSync(join(modules, "fullcalendar/index.global.min.js"))],
  "/locale.js": ["text/javascript", readFileSync(join(modules, "@fullcalendar/core/locales/sv.global.min.js"))],
  "/plugin.js": ["text/javascript", readFileSync(join(modules, "@fullcalendar/icalendar/index.global.min.js"))],
  "/ical.js": ["text/javascript", readFileSync(join(modules, "ical.js/dist/ical.js"))],
};

const server = createServer((request, response) => {
  const [type, body] = files[request.url] ?? ["text/plain", ""];
  response.writeHead(body ? 200 : 404, { "content-type": type }).end(body);
});
server.listen(0, "127.0.0.1", () => {
  const profile = mkdtempSync(join(tmpdir(), "draw-"));
  const chromium = spawn("chromium", [
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", `--user-data-dir=${profile}`,
    "--window-size=1000,640", "--virtual-time-budget=5000", `--screenshot=${out}`,
    `http://127.0.0.1:${server.address().port}/`,
  ], { env: { ...process.env, TZ: "Europe/Stockholm" }, stdio: "inherit" });
  chromium.on("exit", (code) => {
    server.close();
    rmSync(profile, { recursive: true, force: true });
    process.exitCode = code ?? 1;
  });
});
