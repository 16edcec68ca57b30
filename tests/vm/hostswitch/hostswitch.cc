// SPDX-License-Identifier: BSD-2-Clause
//
// hostswitch: the host side of the VM lab. Ports are unix stream sockets that
// QEMU's `-netdev stream` connects to; a control socket takes one command per
// line and answers each with one line of JSON.

#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/vm/hostswitch/cable.h"
#include "tests/vm/hostswitch/frame_stream.h"
#include "tests/vm/hostswitch/switch_core.h"

namespace vfpair::hostswitch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kHelp =
    R"(usage: hostswitch --dir DIR [--station MAC] [--peers N] [--queue FRAMES] [--seed N]

Joins a guest's synthetic NIC (port s), its VF (port v) and N peers (ports
peer, peer2, ...) as the embedded switch of an SR-IOV NIC does. Each port is a
unix stream socket DIR/PORT.sock for `qemu -netdev stream`.

Commands, one per line, on DIR/control.sock; each answers one line of JSON:
  stats                 frames and bytes by port, drops by cause, steering
  steer s|v|learn       send the station's frames there, or where it last sent
  delay PORT MS         every frame on that port waits, in either direction
  loss PORT PERCENT     every frame on that port may be lost (seeded)
  drop PORT on|off      cut the cable of that port
  quit
)";

struct Counters {
  std::uint64_t rx_frames = 0;
  std::uint64_t rx_bytes = 0;
  std::uint64_t tx_frames = 0;
  std::uint64_t tx_bytes = 0;
  std::map<std::string_view, std::uint64_t> drops;
};

struct Port {
  Port(std::string port_name, std::uint32_t seed, std::size_t queue_limit)
      : name(std::move(port_name)), cable(seed), queue(queue_limit) {}

  std::string name;
  int listener = -1;
  int socket = -1;
  bool wants_write = false;
  Cable cable;
  FrameReader reader;
  FrameQueue queue;
  Counters counters;
};

// A frame held back by a slow cable, before the switch or behind it.
struct Delayed {
  Clock::time_point due;
  std::uint64_t order;  // equal times keep their order
  bool is_inbound;
  PortId port;
  Frame frame;

  bool operator>(const Delayed& other) const {
    return std::pair(due, order) > std::pair(other.due, other.order);
  }
};

int ListenOn(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    std::fprintf(stderr, "hostswitch: path too long: %s\n", path.c_str());
    std::exit(1);
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  unlink(path.c_str());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0 ||
      bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(fd, 4) != 0) {
    std::fprintf(stderr, "hostswitch: %s: %s\n", path.c_str(),
                 std::strerror(errno));
    std::exit(1);
  }
  return fd;
}

class HostSwitch {
 public:
  HostSwitch(const std::string& dir, std::size_t peers, std::size_t queue_limit,
             std::uint32_t seed, std::optional<Mac> station)
      : core_(kFirstOutside + peers, station), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    AddPort(dir, "s", seed, queue_limit);
    AddPort(dir, "v", seed, queue_limit);
    for (std::size_t i = 1; i <= peers; ++i) {
      AddPort(dir, i == 1 ? "peer" : "peer" + std::to_string(i), seed,
              queue_limit);
    }
    control_listener_ = ListenOn(dir + "/control.sock");
    Watch(control_listener_, EPOLLIN, EPOLL_CTL_ADD);
  }

  void Run() {
    std::printf("hostswitch: ready\n");
    std::fflush(stdout);
    epoll_event events[16];
    while (!quit_) {
      const int count = epoll_wait(epoll_, events, 16, Timeout());
      for (int i = 0; i < count; ++i) Handle(events[i].data.fd, events[i].events);
      ReleaseDelayed();
    }
  }

 private:
  void AddPort(const std::string& dir, const std::string& name,
               std::uint32_t seed, std::size_t queue_limit) {
    const auto index = static_cast<std::uint32_t>(ports_.size());
    ports_.push_back(std::make_unique<Port>(name, seed + index, queue_limit));
    ports_.back()->listener = ListenOn(dir + "/" + name + ".sock");
    Watch(ports_.back()->listener, EPOLLIN, EPOLL_CTL_ADD);
  }

  void Watch(int fd, std::uint32_t what, int operation) {
    epoll_event event{};
    event.events = what;
    event.data.fd = fd;
    epoll_ctl(epoll_, operation, fd, &event);
  }

  // Milliseconds until the next delayed frame is due, rounded up.
  int Timeout() const {
    if (delayed_.empty()) return -1;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(
        delayed_.top().due - Clock::now());
    return wait.count() < 0 ? 0 : static_cast<int>(wait.count());
  }

  void Handle(int fd, std::uint32_t what) {
    if (fd == control_listener_) {
      const int client = accept4(fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (client < 0) return;
      clients_[client];
      Watch(client, EPOLLIN, EPOLL_CTL_ADD);
      return;
    }
    if (const auto client = clients_.find(fd); client != clients_.end()) {
      ReadControl(client->first, client->second);
      return;
    }
    for (PortId id = 0; id < ports_.size(); ++id) {
      Port& port = *ports_[id];
      if (fd == port.listener) return Accept(port);
      if (fd != port.socket) continue;
      if ((what & EPOLLOUT) != 0) Flush(port);
      if ((what & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) Read(id);
      return;
    }
  }

  // The newest connection wins: a restarted guest takes its port over.
  void Accept(Port& port) {
    const int fd = accept4(port.listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    if (port.socket >= 0) Disconnect(port);
    port.socket = fd;
    port.reader = FrameReader();
    port.wants_write = false;
    Watch(fd, EPOLLIN, EPOLL_CTL_ADD);
  }

  void Disconnect(Port& port) {
    if (port.socket < 0) return;
    close(port.socket);
    port.socket = -1;
    const std::size_t waiting = port.queue.Clear();
    if (waiting > 0) port.counters.drops["disconnected"] += waiting;
  }

  // Reads a bounded amount, so that a busy port cannot starve the others.
  void Read(PortId id) {
    Port& port = *ports_[id];
    std::uint8_t bytes[64 * 1024];
    const ssize_t count = read(port.socket, bytes, sizeof bytes);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return Disconnect(port);
    port.reader.Append({bytes, static_cast<std::size_t>(count)});
    while (auto frame = port.reader.Next()) {
      ++port.counters.rx_frames;
      port.counters.rx_bytes += frame->size();
      if (!Survives(port)) continue;
      if (port.cable.delay().count() > 0) {
        Hold(true, id, std::move(*frame));
      } else {
        Forward(id, *frame);
      }
    }
    if (port.reader.broken()) {
      ++port.counters.drops["bad_length"];
      Disconnect(port);
    }
  }

  bool Survives(Port& port) {
    switch (port.cable.Next()) {
      case Cable::Fate::kPasses:
        return true;
      case Cable::Fate::kLost:
        ++port.counters.drops["loss"];
        return false;
      case Cable::Fate::kCut:
        ++port.counters.drops["cut"];
        return false;
    }
    return true;
  }

  void Forward(PortId from, const Frame& frame) {
    const Decision decision = core_.Forward(from, frame);
    auto& drops = ports_[from]->counters.drops;
    if (decision.drop == Decision::Drop::kRunt) ++drops["runt"];
    if (decision.drop == Decision::Drop::kHairpin) ++drops["hairpin"];
    for (const PortId to : decision.to) {
      Port& port = *ports_[to];
      if (!Survives(port)) continue;
      if (port.cable.delay().count() > 0) {
        Hold(false, to, frame);
      } else {
        Deliver(port, frame);
      }
    }
  }

  void Hold(bool is_inbound, PortId port, Frame frame) {
    delayed_.push({Clock::now() + ports_[port]->cable.delay(), ++order_,
                   is_inbound, port, std::move(frame)});
  }

  void ReleaseDelayed() {
    const auto now = Clock::now();
    while (!delayed_.empty() && delayed_.top().due <= now) {
      const Delayed next = delayed_.top();
      delayed_.pop();
      if (next.is_inbound) {
        Forward(next.port, next.frame);
      } else {
        Deliver(*ports_[next.port], next.frame);
      }
    }
  }

  void Deliver(Port& port, const Frame& frame) {
    if (port.socket < 0) {
      ++port.counters.drops["disconnected"];
    } else if (!port.queue.Push(frame)) {
      ++port.counters.drops["queue_full"];
    } else if (!port.wants_write) {
      Flush(port);
    }
  }

  void Flush(Port& port) {
    while (!port.queue.empty()) {
      const auto head = port.queue.Head();
      const ssize_t count = send(port.socket, head.data(), head.size(), MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno != EAGAIN) return Disconnect(port);
      if (count < 0) break;
      if (const auto size = port.queue.Written(static_cast<std::size_t>(count))) {
        ++port.counters.tx_frames;
        port.counters.tx_bytes += *size;
      }
    }
    const bool wants_write = !port.queue.empty();
    if (wants_write == port.wants_write) return;
    port.wants_write = wants_write;
    Watch(port.socket, wants_write ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
  }

  void ReadControl(int fd, std::string& pending) {
    char bytes[4096];
    const ssize_t count = read(fd, bytes, sizeof bytes);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
      close(fd);
      clients_.erase(fd);
      return;
    }
    pending.append(bytes, static_cast<std::size_t>(count));
    for (auto end = pending.find('\n'); end != std::string::npos;
         end = pending.find('\n')) {
      const std::string answer = Command(pending.substr(0, end)) + "\n";
      pending.erase(0, end + 1);
      if (send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return;
    }
  }

  std::string Command(const std::string& line) {
    std::istringstream words(line);
    std::string verb;
    std::string target;
    std::string value;
    words >> verb >> target >> value;
    if (verb == "stats") return Stats();
    if (verb == "steer") return Steer(target);
    if (verb == "quit") {
      quit_ = true;
      return R"({"ok":true})";
    }
    for (const auto& port : ports_) {
      if (port->name == target) return Impair(verb, *port, value);
    }
    return R"({"ok":false,"error":"unknown command or port"})";
  }

  std::string Steer(std::string_view where) {
    for (const Steering steering :
         {Steering::kLearn, Steering::kSynthetic, Steering::kVf}) {
      if (Name(steering) != where) continue;
      core_.set_steering(steering);
      return R"({"ok":true})";
    }
    return R"({"ok":false,"error":"steer s, v or learn"})";
  }

  static std::string Impair(std::string_view verb, Port& port,
                            const std::string& value) {
    char* end = nullptr;
    const double number = std::strtod(value.c_str(), &end);
    const bool is_number = !value.empty() && *end == '\0' && number >= 0;
    if (verb == "delay" && is_number && number <= 60000) {
      port.cable.set_delay(std::chrono::microseconds(
          static_cast<std::int64_t>(number * 1000)));
    } else if (verb == "loss" && is_number && number <= 100) {
      port.cable.set_loss_percent(number);
    } else if (verb == "drop" && (value == "on" || value == "off")) {
      port.cable.set_cut(value == "on");
    } else {
      return R"({"ok":false,"error":"delay MS, loss PERCENT, drop on|off"})";
    }
    return R"({"ok":true})";
  }

  std::string Stats() const {
    std::ostringstream out;
    out << R"({"ok":true,"steering":")" << Name(core_.steering())
        << R"(","station_port":")" << ports_[core_.StationPort()]->name
        << R"(","moves":)" << core_.moves() << R"(,"ports":{)";
    const char* separator = "";
    for (const auto& port : ports_) {
      const Counters& c = port->counters;
      out << separator << '"' << port->name << R"(":{"connected":)"
          << (port->socket >= 0 ? "true" : "false")
          << R"(,"rx_frames":)" << c.rx_frames << R"(,"rx_bytes":)" << c.rx_bytes
          << R"(,"tx_frames":)" << c.tx_frames << R"(,"tx_bytes":)" << c.tx_bytes
          << R"(,"drops":{)";
      const char* comma = "";
      for (const auto& [cause, count] : c.drops) {
        out << comma << '"' << cause << "\":" << count;
        comma = ",";
      }
      out << "}}";
      separator = ",";
    }
    out << "}}";
    return out.str();
  }

  SwitchCore core_;
  std::vector<std::unique_ptr<Port>> ports_;
  std::priority_queue<Delayed, std::vector<Delayed>, std::greater<>> delayed_;
  std::uint64_t order_ = 0;
  std::map<int, std::string> clients_;  // control connections: bytes so far
  int epoll_;
  int control_listener_ = -1;
  bool quit_ = false;
};

int Main(int argc, char** argv) {
  std::string dir;
  std::optional<Mac> station;
  std::size_t peers = 1;
  std::size_t queue_limit = 4096;
  std::uint32_t seed = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--help") {
      std::fwrite(kHelp.data(), 1, kHelp.size(), stdout);
      return 0;
    }
    const char* value = i + 1 < argc ? argv[++i] : nullptr;
    bool is_good = value != nullptr;
    if (is_good && option == "--dir") {
      dir = value;
    } else if (is_good && option == "--station") {
      station = ParseMac(value);
      is_good = station.has_value();
    } else if (is_good && option == "--peers") {
      peers = std::strtoul(value, nullptr, 10);
      is_good = peers > 0;
    } else if (is_good && option == "--queue") {
      queue_limit = std::strtoul(value, nullptr, 10);
      is_good = queue_limit > 0;
    } else if (is_good && option == "--seed") {
      seed = static_cast<std::uint32_t>(std::strtoul(value, nullptr, 10));
    } else {
      is_good = false;
    }
    if (!is_good) {
      std::fprintf(stderr, "hostswitch: bad option or value: %s (see --help)\n",
                   argv[i]);
      return 2;
    }
  }
  if (dir.empty()) {
    std::fprintf(stderr, "hostswitch: --dir is needed (see --help)\n");
    return 2;
  }
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  HostSwitch(dir, peers, queue_limit, seed, station).Run();
  return 0;
}

}  // namespace
}  // namespace vfpair::hostswitch

int main(int argc, char** argv) { return vfpair::hostswitch::Main(argc, argv); }
