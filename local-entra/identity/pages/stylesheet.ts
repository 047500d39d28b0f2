/** The look of the identity provider's pages: quiet, and nobody's brand. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ground: #eef1f0; --ink: #1c2624; --soft: #56635f; --line: #d5dddb;
  --accent: #0f6b5c; --accent-ink: #ffffff; --hover: #f1f6f4; --alarm: #a3271c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1a2220; --ground: #101615; --ink: #e8eeec; --soft: #9fb0ab; --line: #35423f;
    --accent: #6fcbb8; --accent-ink: #0c1f1b; --hover: #222d2a; --alarm: #f19a90;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: clamp(1rem, 6vh, 4rem) 1rem 2rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
.frame { max-width: 30rem; margin: 0 auto; }
.frame:has(.accounts) { max-width: 34rem; }
.label {
  display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.625rem;
  margin: 0 0.25rem 0.75rem; font-size: 0.875rem; color: var(--soft);
}
.label strong { color: var(--ink); font-weight: 600; }
main {
  padding: clamp(1.25rem, 5vw, 2.25rem);
  background: var(--paper); border: 1px solid var(--line); border-radius: 0.75rem;
}
h1 { margin: 0 0 0.375rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
p { margin: 0 0 1rem; overflow-wrap: break-word; }
h1, p, li { text-wrap: pretty; }
main > :last-child, form > :last-child { margin-bottom: 0; }
.soft { color: var(--soft); }
.small { font-size: 0.875rem; }
.alarm { color: var(--alarm); }
a { color: var(--accent); text-underline-offset: 0.15em; }
form { margin: 1.25rem 0 0; }
ul { margin: 0; padding: 0; list-style: none; }
.permissions { margin: 0 0 1rem; border-top: 1px solid var(--line); }
.permissions li { padding: 0.625rem 0; border-bottom: 1px solid var(--line); }
button { font: inherit; color: inherit; cursor: pointer; min-height: 2.75rem; }
button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.accounts { margin-bottom: 1rem; border: 1px solid var(--line); border-radius: 0.5rem; }
.accounts li + li { border-top: 1px solid var(--line); }
.account {
  width: 100%; display: flex; align-items: center; gap: 0.75rem; text-align: left;
  padding: 0.5rem 0.75rem; background: transparent; border: 0; border-radius: 0.5rem;
}
.account:hover { background: var(--hover); }
.initials {
  flex: none; width: 2.125rem; height: 2.125rem; border-radius: 50%; display: grid; place-items: center;
  background: var(--hover); border: 1px solid var(--line); color: var(--accent);
  font-size: 0.75rem; font-weight: 650;
}
.who { flex: 1; min-width: 0; display: flex; flex-wrap: wrap; align-items: center; gap: 0 1rem; line-height: 1.35; }
.who > span { min-width: 0; }
.name { display: block; font-weight: 600; }
.user-name { display: block; font-size: 0.875rem; color: var(--soft); overflow-wrap: anywhere; }
.note { font-size: 0.8125rem; color: var(--soft); margin-left: auto; }
.actions { display: flex; flex-wrap: wrap; gap: 0.75rem; justify-content: flex-end; margin-top: 1.25rem; }
.actions button {
  padding: 0.5rem 1.25rem; background: transparent; border: 1px solid var(--line); border-radius: 0.5rem;
}
.actions button:hover { background: var(--hover); }
.actions .primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); font-weight: 600; }
.actions .primary:hover { background: var(--accent); filter: brightness(1.08); }
dl { margin: 1.25rem 0 0; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.8125rem; color: var(--soft); }
dl div { display: flex; flex-wrap: wrap; gap: 0 0.5rem; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 34rem) {
  .note { margin-left: 0; flex-basis: 100%; }
}
`
