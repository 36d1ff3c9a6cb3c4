import type { Page } from 'playwright-core';

/** Where a message is written. */
export const box = (page: Page) => page.getByRole('textbox', { name: 'Message' });
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const conversation = (page: Page) => page.getByRole('region', { name: 'Conversation' });

/** A text in the conversation, as distinct from what screen readers are told of it. */
export const shown = (page: Page, text: string) => conversation(page).getByText(text);

/** What screen readers were told last. */
export const announced = (page: Page) => page.locator('[role=status]').last().textContent();

export async function send(page: Page, message: string): Promise<void> {
  await box(page).fill(message);
  await box(page).press('Enter');
}
