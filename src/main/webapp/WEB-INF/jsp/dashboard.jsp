<%@ page contentType="text/html;charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<%@ taglib prefix="rc" uri="urn:rollcall:page" %>
<%-- The first paint, complete without script. The modules under app/ adopt these elements and then only update them. --%>
<c:set var="now" value="${s.timestamp}" />
<c:set var="first" value="${s.sentence.state == 'initializing' and empty s.recent_events}" />
<c:set var="open" value="${rc:open(s.recent_alerts)}" />
<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title><c:out value="${s.station}" /> · Rollcall</title>
  <link rel="icon" type="image/svg+xml" href="favicons/<c:out value="${empty s.sentence.shape ? 'initializing' : s.sentence.shape}" />.svg" id="favicon">
  <c:forTokens items="tokens base topbar${empty fleet ? '' : ' menu'} sentence alerts line charts feed${first ? ' firstrun' : ''} keys foot print" delims=" " var="sheet">
  <link rel="stylesheet" href="styles/${sheet}.css?v=<c:out value="${asset}" />">
  </c:forTokens>
  <link rel="stylesheet" href="webjars/uplot/1.6.30/dist/uPlot.min.css">
  <script src="app/theme.js?v=<c:out value="${asset}" />"></script>
  <script src="webjars/uplot/1.6.30/dist/uPlot.iife.min.js" defer></script>
  <script type="module" src="app/main.js?v=<c:out value="${asset}" />"></script>
  <c:forTokens items="shell stream/tab state/pace state/reduce state/store format/time format/number format/event format/stop view/dom view/alerts view/badge view/chart view/clock view/day view/feed${first ? ' view/firstrun' : ''} view/foot view/keys view/line${empty fleet ? '' : ' view/menu'} view/minutes view/sentence" delims=" " var="module">
  <link rel="modulepreload" href="app/${module}.js">
  </c:forTokens>
</head>
<body>
<a class="skip" href="#sentence">Skip to the sentence</a>
<header class="topbar" id="topbar">
  <span class="brand"><svg class="icon" aria-hidden="true"><use href="icons.svg#mark"></use></svg>Rollcall</span>
  <c:choose>
    <c:when test="${empty fleet}"><span class="station" id="station"><c:out value="${empty s.station ? 'No station yet' : s.station}" /></span></c:when>
    <c:otherwise>
      <c:set var="menuTitle" value="${s.station}" />
      <c:forEach items="${fleet}" var="m"><c:if test="${m.name == s.station}"><c:set var="menuTitle" value="${m.title}" /></c:if></c:forEach>
      <c:set var="menuList" value="${fleet}" />
      <a class="all-stations" href="dashboard">All stations</a>
      <%@ include file="stations.jspf" %>
    </c:otherwise>
  </c:choose>
  <div class="badge" id="badge" data-phase="catching">
    <svg class="icon" aria-hidden="true"><use href="icons.svg#catching"></use></svg>
    <span class="badge-words"><span class="badge-word">Catching up</span><span class="badge-note"></span></span>
    <button type="button" class="link badge-try" hidden>Try now</button>
    <span class="unscripted">As of <c:out value="${rc:shortClock(now)}" />, not live without scripts</span>
  </div>
  <span class="date" id="date"><c:out value="${rc:date(now)}" /></span>
  <time class="clock" id="clock"><span><c:out value="${rc:shortClock(now)}" /></span><span class="seconds"><c:out value=":${rc:clock(now).substring(6)}" /></span></time>
  <button type="button" class="keycap scripted" id="help" aria-label="Keys" aria-expanded="false" aria-controls="keys">?</button>
</header>
<main>
  <section class="sentence" id="sentence" tabindex="-1" data-state="<c:out value="${s.sentence.state}" />">
    <svg class="shape" aria-hidden="true"><use href="icons.svg#<c:out value="${s.sentence.shape}" />"></use></svg>
    <div class="sentence-words">
      <h1><strong class="lead"><c:out value="${s.sentence.lead}" /></strong> <span class="text"><c:out value="${s.sentence.text}" /></span></h1>
      <p class="do-now"<c:if test="${empty s.sentence.do_now}"> hidden</c:if>><strong>Do now:</strong> <span><c:out value="${s.sentence.do_now}" /></span></p>
      <p class="sentence-meta"<c:if test="${empty s.sentence.meta}"> hidden</c:if>><c:out value="${s.sentence.meta}" /></p>
    </div>
  </section>
  <p class="hidden" role="status" id="say-state"></p>
  <p class="hidden" role="alert" id="say-alert"></p>
  <p class="hidden" aria-live="polite" id="say-new"></p>

  <section class="firstrun" id="firstrun" aria-labelledby="firstrun-title"<c:if test="${not first}"> hidden</c:if>>
    <h2 class="hidden" id="firstrun-title">Ways to begin</h2>
    <div class="way">
      <h3><span class="way-number">1</span> Watch an attendance database</h3>
      <p>Rollcall reads it and never writes to it.</p>
      <code class="way-line" id="source-path"><c:out value="${empty s.source.path ? 'data/attendance.db' : s.source.path}" /></code>
      <p class="way-state"><svg class="icon" aria-hidden="true"><use href="icons.svg#initializing"></use></svg><span id="source-state"><c:out value="${empty s.source.message ? 'not there yet' : s.source.message}" /></span></p>
      <p class="way-note">Elsewhere? Set <b>ROLLCALL_DATABASE</b> in <b>.env</b> and start again.</p>
    </div>
    <div class="way">
      <h3><span class="way-number">2</span> Try it with a simulated gate</h3>
      <p>Real tables, invented students.</p>
      <code class="way-line">bash scripts/start_attendance.sh</code>
      <p class="way-state"><svg class="icon" aria-hidden="true"><use href="icons.svg#initializing"></use></svg><span>no scan seen yet</span></p>
      <p class="way-note">Or start the server with <b>--demo</b>. Neither writes into a school's own file.</p>
    </div>
  </section>

  <section class="alerts" id="alerts" aria-labelledby="alerts-title" data-count="${open.size()}"<c:if test="${first}"> hidden</c:if>>
    <h2 class="hidden" id="alerts-title">Alerts</h2>
    <p class="alerts-none"<c:if test="${not empty open}"> hidden</c:if>><svg class="icon" aria-hidden="true"><use href="icons.svg#tick"></use></svg><span>No open alerts.</span> <span class="alerts-last"></span></p>
    <ol class="alerts-rows">
      <c:forEach items="${open}" var="a">
      <li class="alert" data-level="<c:out value="${a.level}" />" data-state="<c:out value="${a.state}" />">
        <div class="alert-level"><svg class="icon" aria-hidden="true"><use href="icons.svg#<c:out value="${a.state == 'acknowledged' ? 'tick' : a.level}" />"></use></svg><span><c:out value="${rc:level(a.level)}" /></span></div>
        <div class="alert-what"><p class="alert-title"><c:if test="${not empty a.station and a.station != s.station}"><c:out value="${a.station}" />: </c:if><c:out value="${a.message}" /></p><p class="alert-meta"><c:out value="${a.reason}" /></p></div>
        <div class="alert-value"><p><c:out value="${rc:metricValue(a.metric, a.value)}" /></p><p class="alert-meta"><c:if test="${a.limit != null}">limit <c:out value="${rc:metricLimit(a.metric, a.limit)}" /></c:if></p></div>
        <div class="alert-state"><p><b>${a.state == 'acknowledged' ? 'Acknowledged' : 'Firing'}</b> <span>since <c:out value="${rc:shortClock(a.since)}" /></span></p><p class="alert-meta"><c:out value="${rc:alertNote(a, now)}" /></p></div>
        <div class="alert-step"><p><c:out value="${a.first_step}" /></p></div>
      </li>
      </c:forEach>
    </ol>
    <button type="button" class="alerts-more scripted" aria-expanded="false"><svg class="icon" aria-hidden="true"><use href="icons.svg#chevron"></use></svg><b class="wide">${open.size() - 3} more</b><b class="narrow">${open.size() - 1} more</b></button>
  </section>

  <section class="line" id="line" aria-labelledby="line-title">
    <h2 class="hidden" id="line-title">The line</h2>
    <ol class="stops">
      <c:forEach items="${s.stops}" var="stop">
      <li class="stop" data-key="<c:out value="${stop.key}" />" data-tone="<c:out value="${stop.tone}" />"<c:if test="${stop.stale}"> data-stale</c:if>>
        <div class="track" data-segment="<c:out value="${stop.segment}" />" data-tone="<c:out value="${stop.segment_tone}" />"><svg class="icon node" aria-hidden="true"><use href="icons.svg#<c:out value="${stop.shape}" />"></use></svg></div>
        <h3 class="stop-name"><c:out value="${stop.title}" /> <span class="stop-word"><c:out value="${stop.word}" /></span></h3>
        <c:set var="at" value="${rc:ageAt(stop)}" />
        <p class="stop-age" data-tone="<c:out value="${stop.age_tone}" />"><span class="age-before"><c:out value="${rc:ageBefore(stop)}" /></span><time class="age"<c:if test="${not empty at}"> datetime="<c:out value="${at}" />" title="<c:out value="${rc:full(at)}" />"</c:if>><c:out value="${rc:age(at, now)}" /></time><span class="age-after"><c:out value="${rc:ageAfter(stop, now)}" /></span><span class="age-limit"><c:out value="${rc:ageLimit(stop)}" /></span></p>
        <p class="figure"><c:choose><c:when test="${stop.figure == null}"><span class="figure-value none" aria-label="none">—</span><span class="unit"></span></c:when><c:otherwise><span class="figure-value"><c:out value="${stop.figure}" /></span><span class="unit"><c:out value="${stop.unit}" /></span></c:otherwise></c:choose></p>
        <p class="figure-label"><c:out value="${rc:figureLabel(stop)}" /></p>
        <dl class="pairs">
          <c:forEach items="${stop.rows}" var="row">
          <div><dt><c:out value="${row.label}" /></dt><dd data-tone="<c:out value="${row.tone}" />"<c:if test="${row.value == null}"> data-empty</c:if>><c:out value="${row.value == null ? '—' : row.value}" /></dd></div>
          </c:forEach>
        </dl>
      </li>
      </c:forEach>
    </ol>
    <div class="branch" data-segment="<c:out value="${s.stops[5].segment}" />" data-tone="<c:out value="${s.stops[5].segment_tone}" />" aria-hidden="true"></div>
    <div class="also" id="also"<c:if test="${empty s.also_watched}"> hidden</c:if>>
      <h3>Also watched</h3>
      <ul>
        <c:forEach items="${s.also_watched}" var="w">
        <li><svg class="icon" aria-hidden="true" data-shape="<c:out value="${w.shape}" />"><use href="icons.svg#<c:out value="${w.shape}" />"></use></svg><b><c:out value="${w.name}" /></b> <span><c:out value="${w.word}" /></span> <span class="meta"><c:out value="${w.details}" /></span> <span class="meta"><c:out value="${rc:age(w.evidence_at, now)}" /></span></li>
        </c:forEach>
      </ul>
    </div>
  </section>

  <div class="evidence">
    <section class="minutes" id="minutes" aria-labelledby="minutes-title">
      <div class="head"><h2 id="minutes-title">Last 10 minutes</h2><span class="meta">scans a minute</span></div>
      <div class="plot" role="img" tabindex="0" aria-label="Scans in each of the last ten minutes; the same values are in the table that follows"></div>
      <p class="caption">Outlined: the minute in progress.</p>
      <table class="values">
        <caption>Scans in each of the last ten minutes</caption>
        <thead><tr><th scope="col">Minute</th><th scope="col">Scans</th></tr></thead>
        <tbody>
          <c:forEach items="${s.activity.scans}" var="n" varStatus="at">
          <tr><th scope="row"><c:out value="${rc:binClock(s.activity.start, s.activity.step_seconds, at.index)}" /></th><td><c:out value="${n == null ? 'no data' : n}" /></td></tr>
          </c:forEach>
        </tbody>
      </table>
    </section>
    <section class="day" id="day" aria-labelledby="day-title">
      <div class="head"><h2 id="day-title">Today</h2><span class="meta">scans in 5 minutes</span></div>
      <div class="plot" role="img" tabindex="0" aria-label="Scans today in steps of five minutes; the same values are in the table that follows"></div>
      <p class="caption">Line: today. Upright: now.</p>
      <table class="values"><caption>Scans today by hour</caption><thead><tr><th scope="col">Hour</th><th scope="col">Scans</th></tr></thead><tbody></tbody></table>
    </section>
    <section class="feed" id="feed" aria-labelledby="feed-title">
      <div class="head">
        <h2 id="feed-title">Events</h2><span class="meta feed-count"><c:choose><c:when test="${empty s.recent_events}">none yet</c:when><c:when test="${s.metrics.events_today != null}"><c:out value="${rc:number(s.metrics.events_today)}" /> today</c:when></c:choose></span>
        <button type="button" class="feed-new" hidden><span class="feed-new-arrow" aria-hidden="true">↑</span> <span class="feed-new-words"></span> <kbd aria-hidden="true">.</kbd></button>
        <button type="button" class="link feed-pause scripted">Pause</button>
      </div>
      <div class="feed-tools scripted">
        <div class="filters" role="group" aria-label="Show only">
          <c:forTokens items="All,Scan,Sync,SMS,Photo,Warning,Error,Other" delims="," var="f"><button type="button" aria-pressed="${f == 'All'}" data-filter="${f.toLowerCase()}">${f}</button></c:forTokens>
        </div>
        <button type="button" class="feed-search-open" aria-label="Search the events shown"><svg class="icon" aria-hidden="true"><use href="icons.svg#search"></use></svg></button>
        <input type="search" class="feed-search" hidden placeholder="Search the events shown" aria-label="Search the events shown" autocomplete="off" spellcheck="false" maxlength="100">
      </div>
      <div class="feed-scroll">
        <div class="feed-log" role="log" aria-live="off" aria-labelledby="feed-title">
          <ol class="events">
            <c:forEach items="${rc:newestFirst(s.recent_events)}" var="e">
            <li><div class="event" data-type="<c:out value="${e.type}" />"><time datetime="<c:out value="${e.timestamp}" />" title="<c:out value="${rc:full(e.timestamp)}" />"><span><c:out value="${rc:shortClock(e.timestamp)}" /></span><span class="seconds"><c:out value=":${rc:clock(e.timestamp).substring(6)}" /></span></time><svg class="icon" aria-hidden="true"><use href="icons.svg#${rc:icon(e.type)}"></use></svg><span class="event-message"><c:if test="${not empty e.station and e.station != s.station}"><c:out value="${e.station}" />: </c:if><c:out value="${rc:message(e)}" /></span><span class="event-detail"><c:out value="${rc:detail(e)}" /></span></div></li>
            </c:forEach>
          </ol>
          <p class="feed-empty"<c:if test="${not empty s.recent_events}"> hidden</c:if>>The first event shows here as soon as it is stored.</p>
        </div>
        <p class="feed-end scripted"><span class="feed-shown"></span><button type="button" class="link feed-older" hidden>Older events</button></p>
      </div>
    </section>
  </div>
</main>
<footer class="foot" id="foot">
  <span>Monitor up <b id="monitor-up"><c:out value="${rc:uptime(s.started_at, now)}" /></b></span>
  <span>Rollcall <b><c:out value="${s.version}" /></b></span>
  <span>Journal <b id="journal"><c:out value="${s.store.state}" /></b><span id="journal-size"><c:if test="${s.store.bytes != null}">, <c:out value="${rc:bytes(s.store.bytes)}" /></c:if><c:if test="${s.store.forecast_bytes != null}"> of about <c:out value="${rc:bytes(s.store.forecast_bytes)}" /></c:if></span></span>
  <span>Times are <b><c:out value="${s.zone}" /></b></span>
  <span class="foot-right"><c:if test="${not empty user}">Signed in as <b><c:out value="${user}" /></b></c:if></span>
</footer>
<section class="keys" id="keys" role="dialog" aria-labelledby="keys-title" hidden>
  <div class="head"><h2 id="keys-title">Keys</h2><button type="button" class="link keys-close">Close</button></div>
  <dl>
    <div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next, previous event</dd></div>
    <div><dt><kbd>Enter</kbd></dt><dd>open the event</dd></div>
    <div><dt><kbd>Esc</kbd></dt><dd>close</dd></div>
    <div><dt><kbd>/</kbd></dt><dd>search the events shown</dd></div>
    <div><dt><kbd>.</kbd></dt><dd>show new events</dd></div>
    <div><dt><kbd>p</kbd></dt><dd>pause events and charts</dd></div>
    <div><dt><kbd>w</kbd></dt><dd>the wall</dd></div>
    <div><dt><kbd>d</kbd></dt><dd>dark or light</dd></div>
    <div><dt><kbd>?</kbd></dt><dd>this list</dd></div>
  </dl>
  <label class="keys-switch"><input type="checkbox" checked> Keys are on</label>
</section>
<script type="application/json" id="snapshot">${json}</script>
</body>
</html>
