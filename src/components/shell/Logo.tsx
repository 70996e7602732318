/** The mark: a deck of jobs, one of them running. */
export function Logo() {
  return (
    <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="#4263eb" />
      <path d="M9 10h14M9 16h9M9 22h11" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <circle cx="23.5" cy="16" r="2" fill="#8ce99a" />
    </svg>
  );
}
