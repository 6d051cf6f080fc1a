/** Tells when the system loses or finds a network, in a browser and in the desktop's window alike. */
export function onNetwork(listener: (online: boolean) => void): () => void {
  const lost = () => listener(false);
  const found = () => listener(true);
  window.addEventListener('offline', lost);
  window.addEventListener('online', found);
  return () => {
    window.removeEventListener('offline', lost);
    window.removeEventListener('online', found);
  };
}
