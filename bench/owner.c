/* An owner's server: answers each GET with 1 kB of JSON whose power is the instant of the answer (see viewers.c).

   owner    listens on a free loopback port, and says "port N" */
#include "shared.h"

enum { DOOR = 0xfffffffe, ORDERS = 0xffffffff, BODY = 1000, MOST = 1024 };

static char page[BODY + 512];
static int length, stamp_at;

static void prepare(void) {
    static const char before[] = "{\"site\":{\"name\":\"Centrale du banc\",\"status\":\"ok\"},\"data\":{\"production\":{\"currentPower\":";
    static const char after[] = ",\"unit\":\"W\"}},\"inverters\":[";
    static const char inverter[] = "{\"id\":0,\"power\":4200.5,\"temperature\":41.2,\"status\":\"producing\"}";
    int head = sprintf(page, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", BODY);
    char *at = stpcpy(page + head, before);
    stamp_at = at - page;
    at = stpcpy(stpcpy(at + 9, after), inverter);
    while (at + sizeof inverter + 2 < page + head + BODY) at = stpcpy(stpcpy(at, ","), inverter);
    while (at < page + head + BODY - 2) *at++ = ' ';
    stpcpy(at, "]}");
    length = head + BODY;
}

static void answer(int fd) {
    char text[8192], stamp[16];
    ssize_t got = read(fd, text, sizeof text - 1);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        close(fd);
        return;
    }
    text[got] = 0;
    if (!strstr(text, "\r\n\r\n")) give_up("a request in pieces");
    snprintf(stamp, sizeof stamp, "%9lld", clock_us(CLOCK_MONOTONIC) % STAMP_US); /* spaces: JSON has no leading zeros */
    memcpy(page + stamp_at, stamp, 9);
    if (write(fd, page, length) != length) give_up("write");
}

int main(void) {
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    int door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), epoll = epoll_create1(EPOLL_CLOEXEC);
    if (bind(door, (struct sockaddr *)&address, size) < 0 || listen(door, 1024) < 0) give_up("bind");
    getsockname(door, (struct sockaddr *)&address, &size);
    raise_limit();
    prepare();
    watch(epoll, door, EPOLLIN, DOOR);
    watch(epoll, 0, EPOLLIN, ORDERS);
    printf("port %d\n", ntohs(address.sin_port));
    fflush(stdout);
    struct epoll_event ready[MOST];
    for (;;) {
        int many = epoll_wait(epoll, ready, MOST, -1);
        for (int each = 0; each < many; each++) {
            unsigned number = ready[each].data.u64;
            char order[64];
            if (number == ORDERS) read_order(order, sizeof order);
            else if (number != DOOR) answer(number);
            else {
                int fd = accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
                if (fd >= 0) watch(epoll, fd, EPOLLIN, fd);
            }
        }
    }
}
