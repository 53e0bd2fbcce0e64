// An answer as it is made: server-sent events, read from the reply of a POST.

// Gives each event's name and value to `take`; true where the stream came to its end.
export async function read(response, take) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return false;
    held += value;
    const blocks = held.split("\n\n");
    held = blocks.pop();
    for (const block of blocks) {
      const name = /^event: (.+)$/m.exec(block)?.[1];
      const data = /^data: (.+)$/m.exec(block)?.[1];
      if (!name || !data) continue;
      take(name, JSON.parse(data));
      if (name === "done" || name === "error") return true;
    }
  }
}
