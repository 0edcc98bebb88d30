/* Many open streams to one loopback port: counts events and bytes, and tells how old the news was on arrival.

   viewers PORT PATH SPREAD    viewer i asks for PATH, followed by i % SPREAD where SPREAD is not 0
   Orders, a line each, and what it answers:
     open N   "open N" once N streams in all have their head     count   "count EVENTS BYTES LOST CPU_US"
     heard    "heard K", then K lines "VIEWERS SINCE_STAMP_US SINCE_RECEIVED_US", the last arrival of each of the newest
   A stamp is the "value" of a frame: the owner's monotonic microseconds when he answered. */
#include "shared.h"

enum { ORDERS = 0xffffffff, AT_ONCE = 256, STAMPS = 256, MOST = 65536 };

struct viewer { int fd; unsigned char asked, head, event; };
struct news { long long stamp, since_stamp, since_received; int viewers; };

static struct viewer viewers[MOST];
static struct news heard[STAMPS];
static int port, spread, epoll, wanted, begun, open_now, stamps;
static const char *path;
static long long events, bytes, lost;

static void begin(void) {
    for (; begun < wanted && begun - open_now < AT_ONCE; begun++) {
        viewers[begun].fd = dial(port);
        watch(epoll, viewers[begun].fd, EPOLLOUT, begun);
    }
}

static void ask(int number) {
    char text[1024], suffix[16] = "";
    if (spread) snprintf(suffix, sizeof suffix, "%d", number % spread);
    int length = snprintf(text, sizeof text,
        "GET %s%s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n", path, suffix);
    if (write(viewers[number].fd, text, length) != length) give_up("write");
    viewers[number].asked = 1;
    listen_for(epoll, viewers[number].fd, EPOLLIN, number);
}

static long long received_us(const char *text) {
    int hour, minute;
    double second;
    if (sscanf(text, "%*d-%*d-%*dT%d:%d:%lf", &hour, &minute, &second) != 3) return -1;
    return (hour * 3600LL + minute * 60) * 1000000 + (long long)(second * 1e6);
}

static void note(const char *text, const char *end) {
    static const char value[] = "\"value\":", received[] = "\"received_at\":\"";
    const char *newline = memchr(text, '\n', end - text);
    if (!newline) return;
    const char *number = memmem(text, newline - text, value, sizeof value - 1);
    const char *instant = memmem(text, newline - text, received, sizeof received - 1);
    if (!number || !instant) return;
    long long stamp = (long long)strtod(number + sizeof value - 1, NULL);
    int slot = stamps - 1;
    while (slot >= 0 && slot > stamps - STAMPS && heard[slot % STAMPS].stamp != stamp) slot--;
    if (slot < 0 || heard[slot % STAMPS].stamp != stamp) {
        slot = stamps++;
        heard[slot % STAMPS] = (struct news){.stamp = stamp};
    }
    struct news *news = &heard[slot % STAMPS];
    long long day = clock_us(CLOCK_REALTIME) % 86400000000LL;
    news->since_stamp = (clock_us(CLOCK_MONOTONIC) % STAMP_US - stamp + STAMP_US) % STAMP_US;
    news->since_received = day - received_us(instant + sizeof received - 1);
    news->viewers++;
}

/* The lines that begin with "data:", one an event, wherever the network cut them. */
static void look(struct viewer *viewer, const char *text, const char *end) {
    static const char mark[] = "\ndata:";
    while (text < end) {
        if (!viewer->event) {
            text = memchr(text, '\n', end - text);
            if (!text) return;
        }
        if (*text == mark[viewer->event]) {
            viewer->event++;
            text++;
        } else
            viewer->event = 0;
        if (viewer->event == sizeof mark - 1) {
            viewer->event = 0;
            events++;
            note(text, end);
        }
    }
}

static void hear(int number) {
    static char text[1 << 18];
    static const char end[] = "\r\n\r\n";
    struct viewer *viewer = &viewers[number];
    ssize_t got = read(viewer->fd, text, sizeof text);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        lost++;
        close(viewer->fd);
        return;
    }
    bytes += got;
    ssize_t at = 0;
    for (; at < got && viewer->head < 4; at++) viewer->head = text[at] == end[viewer->head] ? viewer->head + 1 : text[at] == '\r';
    if (viewer->head == 4) {
        if (memcmp(text, "HTTP/1.1 200", 12) && at > 12) give_up("not 200");
        viewer->head = 5;
        open_now++;
        begin();
    }
    if (viewer->head == 5) look(viewer, text + at, text + got);
}

static void tell_heard(void) {
    int first = stamps > STAMPS ? stamps - STAMPS : 0;
    printf("heard %d\n", stamps - first);
    for (int slot = first; slot < stamps; slot++) {
        struct news *news = &heard[slot % STAMPS];
        printf("%d %lld %lld\n", news->viewers, news->since_stamp, news->since_received);
    }
    stamps = 0;
}

static int obey(void) {
    char line[256];
    read_order(line, sizeof line);
    if (!strncmp(line, "open ", 5)) {
        wanted = atoi(line + 5);
        if (wanted > MOST) give_up("too many");
        begin();
        return 1;
    }
    if (!strncmp(line, "count", 5)) printf("count %lld %lld %lld %lld\n", events, bytes, lost, clock_us(CLOCK_PROCESS_CPUTIME_ID));
    if (!strncmp(line, "heard", 5)) tell_heard();
    fflush(stdout);
    return 0;
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    port = atoi(arguments[1]), path = arguments[2], spread = atoi(arguments[3]);
    raise_limit();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    watch(epoll, 0, EPOLLIN, ORDERS);
    struct epoll_event ready[512];
    for (int opening = 0;;) {
        int many = epoll_wait(epoll, ready, 512, -1);
        for (int each = 0; each < many; each++) {
            unsigned number = ready[each].data.u64;
            if (number == ORDERS) opening |= obey();
            else if (!viewers[number].asked) ask(number);
            else hear(number);
        }
        if (opening && open_now >= wanted) {
            opening = 0;
            printf("open %d\n", open_now);
            fflush(stdout);
        }
    }
}
