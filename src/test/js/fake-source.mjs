/** An EventSource that the test speaks for; each one that was made is in `made`. */
export class FakeSource {
  static CLOSED = 2;
  static made = [];
  readyState = 1;
  constructor(url) {
    this.url = url;
    FakeSource.made.push(this);
  }
  close() {
    this.readyState = FakeSource.CLOSED;
  }
}
