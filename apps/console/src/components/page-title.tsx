/** Names the document, so that tabs, history and screen readers say where one is. */
export function PageTitle({ title }: { title: string }) {
  return <title>{`${title} · Genie Helper`}</title>;
}
