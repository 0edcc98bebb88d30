/* Asks for one page again and again on kept connections.

   asker PORT PATH CONNECTIONS WITH_ETAG    WITH_ETAG 1: shows the ETag of the latest answer, as a browser does
   Order "count": answers "count FULL NOT_MODIFIED BYTES CPU_US". */
#include "shared.h"

enum { ORDERS = 0xffffffff, MOST = 256, MOST_HEAD = 4096 };

struct line { int fd, held; long long left; char head[MOST_HEAD]; };

static struct line lines[MOST];
static int epoll, with_etag;
static const char *path;
static char etag[256];
static long long full, not_modified, bytes;

static void ask(struct line *line) {
    char text[1024];
    int length = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: localhost\r\n", path);
    if (with_etag && *etag) length += snprintf(text + length, sizeof text - length, "If-None-Match: %s\r\n", etag);
    length += snprintf(text + length, sizeof text - length, "\r\n");
    if (write(line->fd, text, length) != length) give_up("write");
}

static const char *header(const char *head, const char *name) {
    const char *found = strcasestr(head, name);
    return found ? found + strlen(name) : NULL;
}

/* Reads a head once it is whole; what follows is body. */
static int begin_answer(struct line *line) {
    line->head[line->held] = 0;
    char *end = strstr(line->head, "\r\n\r\n");
    if (!end) {
        if (line->held >= MOST_HEAD - 1) give_up("head too long");
        return 0;
    }
    *end = 0;
    int status = atoi(line->head + 9);
    const char *length = header(line->head, "\r\nContent-Length: "), *tag = header(line->head, "\r\nETag: ");
    if (tag) snprintf(etag, sizeof etag, "%.*s", (int)strcspn(tag, "\r"), tag);
    if (status != 200 && status != 304) give_up("neither 200 nor 304");
    if (status == 200 && !length) give_up("no length");
    if (status == 200) full++;
    else not_modified++;
    line->left = (status == 200 ? atoll(length) : 0) - (line->held - (end + 4 - line->head));
    line->held = 0;
    return 1;
}

static void hear(struct line *line) {
    static char text[1 << 18];
    ssize_t got = line->left > 0 ? read(line->fd, text, sizeof text)
                                 : read(line->fd, line->head + line->held, MOST_HEAD - 1 - line->held);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) give_up("connection lost");
    bytes += got;
    if (line->left > 0) line->left -= got;
    else {
        line->held += got;
        if (!begin_answer(line)) return;
    }
    if (line->left <= 0) ask(line);
}

int main(int count, char **arguments) {
    if (count != 5) return 2;
    int connections = atoi(arguments[3]);
    if (connections > MOST) return 2;
    path = arguments[2], with_etag = atoi(arguments[4]);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    watch(epoll, 0, EPOLLIN, ORDERS);
    for (int number = 0; number < connections; number++) {
        lines[number].fd = dial(atoi(arguments[1]));
        watch(epoll, lines[number].fd, EPOLLOUT, number);
    }
    struct epoll_event ready[MOST];
    for (;;) {
        int many = epoll_wait(epoll, ready, MOST, -1);
        for (int each = 0; each < many; each++) {
            unsigned number = ready[each].data.u64;
            if (number == ORDERS) {
                char order[64];
                read_order(order, sizeof order);
                printf("count %lld %lld %lld %lld\n", full, not_modified, bytes, clock_us(CLOCK_PROCESS_CPUTIME_ID));
                fflush(stdout);
            } else if (ready[each].events & EPOLLOUT) {
                listen_for(epoll, lines[number].fd, EPOLLIN, number);
                ask(&lines[number]);
            } else
                hear(&lines[number]);
        }
    }
}
