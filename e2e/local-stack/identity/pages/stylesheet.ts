/** The look of the identity provider's pages: quiet, and nobody's brand. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ground: #eef1f0; --ink: #1c2624; --soft: #56635f; --line: #cfd8d5;
  --accent: #0f6b5c; --accent-ink: #ffffff; --hover: #f2f7f5; --alarm: #a3271c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1a2220; --ground: #101615; --ink: #e8eeec; --soft: #9fb0ab; --line: #35423f;
    --accent: #6fcbb8; --accent-ink: #0c1f1b; --hover: #222d2a; --alarm: #f19a90;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem 1rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
main {
  width: 100%; max-width: 27rem; padding: clamp(1.25rem, 5vw, 2.25rem);
  background: var(--paper); border: 1px solid var(--line); border-radius: 0.75rem;
}
.badge {
  margin: 0 0 1.25rem; font-size: 0.8125rem; color: var(--soft);
  display: flex; align-items: center; gap: 0.5rem;
}
.badge::before {
  content: ''; width: 0.5rem; height: 0.5rem; border-radius: 50%; background: var(--accent);
}
h1 { margin: 0 0 0.5rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
p { margin: 0 0 1rem; }
.soft { color: var(--soft); }
.small { font-size: 0.875rem; }
form { margin: 1.25rem 0 0; }
ul { margin: 0; padding: 0; list-style: none; }
ul.plain { margin: 0 0 1rem; }
ul.plain li { padding: 0.625rem 0; border-bottom: 1px solid var(--line); }
button, .button { font: inherit; cursor: pointer; border-radius: 0.5rem; min-height: 2.75rem; }
button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.account {
  width: 100%; display: flex; align-items: center; gap: 0.875rem; text-align: left;
  padding: 0.625rem 0.75rem; margin: 0 0 0.5rem;
  color: inherit; background: transparent; border: 1px solid var(--line);
}
.account:hover { background: var(--hover); border-color: var(--accent); }
.account .initials {
  flex: none; width: 2.25rem; height: 2.25rem; border-radius: 50%; display: grid; place-items: center;
  background: var(--hover); border: 1px solid var(--line); color: var(--accent);
  font-size: 0.8125rem; font-weight: 650;
}
.account .who { min-width: 0; display: block; }
.account .name { display: block; font-weight: 600; }
.account .user-name { display: block; font-size: 0.875rem; color: var(--soft); overflow-wrap: anywhere; }
.account .note { display: block; font-size: 0.8125rem; color: var(--soft); }
.actions { display: flex; flex-wrap: wrap; gap: 0.75rem; justify-content: flex-end; margin-top: 1.25rem; }
.actions button { padding: 0.5rem 1.25rem; border: 1px solid var(--line); background: transparent; color: inherit; }
.actions button:hover { background: var(--hover); }
.actions .primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); font-weight: 600; }
.actions .primary:hover { background: var(--accent); filter: brightness(1.08); }
.alarm { color: var(--alarm); }
a { color: var(--accent); }
dl { margin: 0; font-size: 0.8125rem; color: var(--soft); display: grid; gap: 0.25rem; }
dl div { display: flex; flex-wrap: wrap; gap: 0 0.5rem; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
`
