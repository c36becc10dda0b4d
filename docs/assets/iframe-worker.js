// Where a page is a file a browser starts no worker, in which the site's search runs: then a frame
// without a face takes the worker's place, and answers the same calls.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(script) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.documentElement.appendChild(frame);
      this.inside = frame.contentWindow;
      this.loaded = this.load(script);
      this.loaded.catch(error => this.onerror?.(error));
    }

    load(script) {
      const { inside } = this;
      inside.importScripts = (...scripts) =>
        scripts.reduce((before, one) => before.then(() => this.add(one)), Promise.resolve());
      inside.postMessage = data => {
        const message = new MessageEvent("message", { data });
        this.dispatchEvent(message);
        this.onmessage?.(message);
      };
      return this.add(script);
    }

    add(script) {
      const { document: page } = this.inside;
      return new Promise((done, failed) => {
        const element = page.createElement("script");
        element.src = new URL(script, location.href);
        element.onload = done;
        element.onerror = failed;
        page.head.appendChild(element);
      });
    }

    postMessage(data) {
      this.loaded.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data })));
    }

    terminate() {
      this.inside.frameElement.remove();
    }
  };
}
