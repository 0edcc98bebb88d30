/* What the three programs of the bench have in common. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define STAMP_US 900000000LL /* a stamp wraps after 15 minutes: as a power in watts it stays below what plants have */

static inline void give_up(const char *what) {
    perror(what);
    exit(1);
}

static inline long long clock_us(clockid_t clock) {
    struct timespec at;
    clock_gettime(clock, &at);
    return at.tv_sec * 1000000LL + at.tv_nsec / 1000;
}

static inline void raise_limit(void) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

static inline struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static inline int dial(int port) {
    struct sockaddr_in address = loopback(port);
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) give_up("socket");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) give_up("connect");
    return fd;
}

static inline void watch(int epoll, int fd, unsigned events, unsigned long long number) {
    struct epoll_event event = {.events = events, .data.u64 = number};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 && errno != EEXIST) give_up("epoll_ctl");
}

static inline void listen_for(int epoll, int fd, unsigned events, unsigned long long number) {
    struct epoll_event event = {.events = events, .data.u64 = number};
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event) < 0) give_up("epoll_ctl");
}

/* One line of an order from standard input; its end is the end of the program. */
static inline void read_order(char *line, size_t length) {
    ssize_t got = read(0, line, length - 1);
    if (got <= 0) exit(0);
    line[got] = 0;
}
