/** The nonce of this answer, without which the page's policy lets no `<style>` in. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}
