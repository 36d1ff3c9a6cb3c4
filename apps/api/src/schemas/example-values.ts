/** What stands in the reference's examples. Nothing in it is real, and nothing looks as if it opened anything. */
export const exampleValues = {
  userId: '5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10',
  connectionId: '7a3d9b52-64c1-4f0e-8a57-2e9d1b6c4f21',
  downloadId: 'c2b7e4a8-0d31-4b6f-9e14-5a8c7d2f6b32',
  sessionId: '91e6c0d4-3b7a-4d28-b5f9-8c4e2a7d1f43',
  jobId: 'e80f5a16-2c94-4e7d-a3b8-6d1f9c5b7a54',
  requestId: '3f0c8a1e-6d0b-4a54-9c5e-2f7a1f0f9b11',
  email: 'dana@example.com',
  password: 'a password of your own',
  earlier: '2026-03-01T09:30:00.000Z',
  later: '2026-03-01T09:30:04.000Z',
  cookies: [{ name: 'session', value: 'example', domain: '.example.com', path: '/', secure: true }],
};
