import { createCookieClient, GenieError } from './client/index.js';

// The session is in a cookie that no script can read, so there is no token on this page.
const genie = createCookieClient({ apiUrl: '' });
const find = (id) => document.getElementById(id);

genie.onSignedOut(() => show(null));
find('sign-in').addEventListener('submit', onSubmit(signIn));
find('write').addEventListener('submit', onSubmit(write));
find('sign-out').addEventListener('click', () => attempt(() => genie.signOut()));
await attempt(async () => show(await genie.session()));

/** Shows what fits: the form to sign in, or the app. */
function show(session) {
  find('sign-in').hidden = session !== null;
  find('app').hidden = session === null;
  find('email').textContent = session?.user.email ?? '';
  if (session === null) find('caption').textContent = '';
}

async function signIn(form, button) {
  const { email, password } = Object.fromEntries(new FormData(form));
  if (button.value === 'register') await genie.register({ email, password });
  show(await genie.signIn(email, password));
  form.reset();
}

async function write(form) {
  const { caption } = await genie.captions.generate(Object.fromEntries(new FormData(form)));
  find('caption').textContent = caption;
}

function onSubmit(action) {
  return async (event) => {
    event.preventDefault();
    const { currentTarget: form, submitter } = event;
    submitter.disabled = true;
    await attempt(() => action(form, submitter));
    submitter.disabled = false;
  };
}

/** Does something, and says what went wrong in the API's own sentence. */
async function attempt(action) {
  find('problem').textContent = '';
  try {
    await action();
  } catch (error) {
    if (!(error instanceof GenieError)) throw error;
    const details = (error.details ?? []).map(({ path, message }) => `${path}: ${message}`);
    find('problem').textContent = [error.message, ...details].join(' ');
  }
}
