"""A strict stand-in for Slack: a real local server that refuses what Slack refuses.

Written from Slack's documentation and what others have measured, not from our code: right by Slack's rules.

    from tests.slack.standin import running_standin

    with running_standin() as slack:                      # reads manifest.yaml: scopes, events, commands
        anna = slack.add_person("anna.berg@skola.example", "Anna Berg")
        slack.add_channel("eht", "private", members=[anna])
        os.environ |= slack.env()                         # SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN
        ...start the app, in another thread or process...
        slack.wait_for_app()                              # Socket Mode is connected
        message = anna.sees("Steg 1")                     # waits; whole text, notification, buttons, pings
        anna.press("Nådde vårdnadshavare", on=message)    # raises unless acknowledged within 3 s
        anna.sees_change(message, "Sjukdom")
        anna.fill("Vad har ni provat?", "Samtal"); anna.submit()
        assert slack.complaints == []                     # what Slack would have swallowed, or shown

The methods of `slack` and of a person block, so never call them in the app's own event loop
(`await asyncio.to_thread(anna.press, …)` there). Signed HTTP instead of Socket Mode: `slack.env(http=True)`,
then `slack.deliver_to("http://127.0.0.1:8600/slack/events")`.

What it holds the app to:
- Scopes, events, commands, shortcuts and tabs are those of manifest.yaml, and no others.
- Blocks and views by every documented limit, unknown properties refused with `invalid_blocks` or
  `invalid_arguments` and a pointer. All blocks of a message: 12,000 characters of text and 16,000 of JSON,
  else `msg_blocks_too_long` (undocumented, reported in bolt-js issues 2509 and 2867).
- chat.update takes a D… or C… id, never a U…; text without blocks removes the blocks.
- The app hears its own messages and changes as events, as in Slack.
- A press in an ephemeral message brings no `message`; a trigger lives 3 s and opens one view; a response_url
  takes five answers; a press is never sent again by Slack, an event is.
- Rate limits (`Limits`, with `speed` to scale): 429 with Retry-After in whole seconds.
- `slack.faults.order("lose_answer", "chat.postMessage")`: stored, but the answer never comes.
  NB slack_sdk's AsyncWebClient by default sends again by itself after a broken connection, which makes a
  double of a post; `retry_handlers=[]` prevents it.
- `slack.faults.repeats = 3`: every delivery comes three times more. `slack.drop_connections()`,
  `slack.refresh_connections()`, `slack.faults.expired_triggers = 1`, `slack.revoke()`.
- `slack.journal`: every call and delivery, with times, for counting losses, doubles and pace.

As a program, for trying by hand: `python -m tests.slack.standin --port 8700`.
"""

from tests.slack.standin.hands import CannotSubmit
from tests.slack.standin.manifest import Installed, installed_from
from tests.slack.standin.outward import AppDidNotAnswer, Patience
from tests.slack.standin.people import Human
from tests.slack.standin.rates import Limits
from tests.slack.standin.running import StandIn, running_standin
from tests.slack.standin.screen import NotThere, Seen, SeenView

__all__ = [
    "AppDidNotAnswer",
    "CannotSubmit",
    "Human",
    "Installed",
    "Limits",
    "NotThere",
    "Patience",
    "Seen",
    "SeenView",
    "StandIn",
    "installed_from",
    "running_standin",
]
