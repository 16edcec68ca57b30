// SPDX-License-Identifier: BSD-2-Clause
#include "tests/stubs/freebsd/shim_harness.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "tests/stubs/freebsd/shim_text.h"
#include "tests/stubs/freebsd/shim_words.h"

using namespace vfpair;
using namespace vfpair::testing;
using namespace shim;

namespace {

constexpr U64 kToPeer = 1, kFromPeer = 2;  // flows
constexpr U32 kBytes = 60;

// The number of a fake packet has room for both.
uint64_t NumberOf(const SimPacket& packet) { return packet.flow << 48 | packet.sequence; }
SimPacket PacketOf(uint64_t number) {
  SimPacket packet;
  packet.flow = number >> 48;
  packet.sequence = number & ((uint64_t{1} << 48) - 1);
  packet.bytes = kBytes;
  return packet;
}

// What a test may ask of a profile that "pair" has a word for.
std::string PairOptions(const Profile& profile) {
  EXPECT_EQ(profile.retry_first_ns, kStrictProfile.retry_first_ns);
  EXPECT_EQ(profile.host_timeout_ns, kStrictProfile.host_timeout_ns);
  std::string options = " profile=strict";
  if (profile.settle_ns != kStrictProfile.settle_ns)
    options += " settle_ms=" + std::to_string(profile.settle_ns / kNsPerMs);
  if (profile.damping.leaves == 0) options += " damping=off";
  return options;
}

int ErrnoOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kGone:
      return ENXIO;
    case Outcome::kRetry:
      return EBUSY;
    default:
      return EOPNOTSUPP;
  }
}

}  // namespace

// ---- the machine ----

NicSpec ShimHarness::SyntheticSpec() {
  NicSpec spec;
  spec.capabilities = IfcapsOf(Capabilities(0x1f)) | IFCAP_LINKSTATE;
  return spec;
}

NicSpec ShimHarness::VfSpec() const {
  NicSpec spec;
  spec.driver = "mce";
  spec.unit = static_cast<int>(vfs_.size());
  spec.capabilities =
      IfcapsOf(kTxCsumIp4 | kTxCsumIp6 | kRxCsum | kTso6 | kVlanInsert | kVlanStrip);
  spec.assist &= ~uint64_t{CSUM_IP_TSO | CSUM_IP6_UDP};
  spec.stops_first = hardware_.vf_stops_first;
  spec.tso_bytes = 32'000;
  spec.tso_segments = 8;
  spec.tso_segment_bytes = 0;
  spec.mtu_max = static_cast<int>(options_.vf_mtu_max);
  spec.link_ns = static_cast<int64_t>(options_.vf_link_ns);
  return spec;
}

ShimHarness::ShimHarness(const ConformanceOptions& options, const Hardware& hardware)
    : options_(options),
      hardware_(hardware),
      host_(clock_, options.host),
      s_("S", SyntheticSpec()) {
  Watcher::Current() = this;
  Journal().clear();
  Wire().clear();
  fake::Log().clear();
  faults_.CauseBy([this](Effect effect, Outcome outcome) { return FailDriver(effect, outcome); },
                  [this] { failing_->Accept(failing_request_); });
  host_.Connect(
      s_,
      [this](U32 generation, Status status) {
        shim_host_answers(s_.nic.ifp(), generation, status.ok() ? VFPAIR_OS_OK : VFPAIR_OS_REFUSED);
      },
      [this](const SimPacket& packet) {
        --on_wires_;
        traffic_.Deliver(packet, clock_.NowNs(), true);
      },
      [this](Port& port, const SimPacket& packet) { Receive(port, packet); });
  host_.synthetic_wire_ns = static_cast<U64>(hardware.synthetic_ns);
  host_.vf_wire_ns = static_cast<U64>(hardware.vf_ns);
  Connect(s_, DropCause::kSyntheticRing, hardware.synthetic_ns);
  Listen();
  fake::RunTasks();
  s_.nic.Attach();
  s_.own.emplace(s_.nic.ifp());
  if (options.synthetic_up) fake::SetUp(s_.nic.ifp(), true);
  fake::RunTasks();
}

ShimHarness::~ShimHarness() {
  faults_.Clear();
  over_ = true;
  if (IsPaired()) Unpair();
  for (Port& port : vfs_)
    if (port.nic.attached()) ExpectOwn(port);
  if (s_.nic.attached()) ExpectOwn(s_);
  Advance(10 * kNsPerMs);  // what is on the wires and in the rings
  clock_.Forget();
  StopListening();
  left_behind_.ExpectUnloaded();
  for (Port& port : vfs_)
    if (port.nic.attached()) port.nic.Detach();
  if (s_.nic.attached()) s_.nic.Detach();
  LeftBehind::ExpectNothing();
  EXPECT_EQ(Traffic().in_flight(), fake::InputDrops(s_.nic.ifp())) << "packets vanished";
  EXPECT_EQ(complaint_, "");
  Watcher::Current() = nullptr;
}

ShimHarness::Port* ShimHarness::PortOf(const ifnet* ifp) {
  if (s_.nic.ifp() == ifp) return &s_;
  for (Port& port : vfs_)
    if (port.nic.ifp() == ifp) return &port;
  return nullptr;
}

void ShimHarness::Connect(Port& port, DropCause lost, int64_t transmit_ns) {
  fake::Received(port.nic.ifp()).clear();
  fake::InputDrops(port.nic.ifp()) = 0;
  port.nic.spec().transmit_ns = transmit_ns;
  port.nic.frees_late = 3;
  port.nic.on_wire = [this, &port](uint64_t number) { OnWire(port, number); };
  port.nic.on_lost = [this, lost](uint64_t number) { traffic_.Drop(PacketOf(number), lost); };
}

// ---- the rule ----

std::string ShimHarness::Command(const std::string& line) {
  std::string reply;
  const int error = fake::SysctlAsk("hw.vfpair.command", line, &reply);
  return error != 0 ? "errno " + std::to_string(error) : reply;
}

std::string ShimHarness::Shown(const std::string& key) const {
  return Field(Command("status"), key);
}

Status ShimHarness::StartPair() {
  const std::string reply =
      Command("pair " + s_.nic.name() + " mac" + PairOptions(options_.profile));
  fake::RunTasks();
  if (reply.starts_with("ok")) return Status::Ok();
  const size_t sentence = reply.rfind(": ") + 2;
  return Status::Refused(ReasonOf(reply.substr(sentence, reply.find('\n') - sentence)));
}

void ShimHarness::Unpair() {
  EXPECT_EQ(Command("unpair " + s_.nic.name()).substr(0, 2), "ok");
  fake::RunTasks();
}

void ShimHarness::RemoveSynthetic() {
  s_.nic.Detach();
  fake::RunTasks();
}

// ---- VFs ----

ShimHarness::Vf ShimHarness::AddVf() {
  const std::string role = "V" + std::to_string(vfs_.size());
  Port& port = vfs_.emplace_back(role, VfSpec());
  Connect(port, DropCause::kVfRing, hardware_.vf_ns);
  return &port;
}

// One that is there already is told of again.
Status ShimHarness::Arrive(Vf vf) {
  const Size waiting = candidates();
  if (vf->nic.attached()) {
    EVENTHANDLER_INVOKE(ether_ifattach_event, vf->nic.ifp());
  } else {
    vf->nic.Attach();
    vf->own.emplace(vf->nic.ifp());
    vf->nic->if_mtu = 1400;  // as its driver wants it
    if (options_.vf_up) fake::SetUp(vf->nic.ifp(), true);
  }
  fake::RunTasks();
  if (!IsPaired()) return Status::Refused(Reason::kNotPaired);
  if (Holds(vf) || candidates() > waiting) return Status::Ok();
  EXPECT_EQ(Shown("refused_vf"), vf->nic.name());
  return Status::Refused(ReasonOf(Shown("refused")));
}

void ShimHarness::Depart(Vf vf) {
  const size_t told = Journal().size();
  vf->nic.Detach();
  NothingTold(*vf, told, "while it left");
  host_.PortRemoved(*vf);
  fake::RunTasks();
}

void ShimHarness::PullOut(Vf vf) {
  vf->nic.Die();
  Depart(vf);
}

void ShimHarness::CloseVf(Vf vf) {
  fake::SetUp(vf->nic.ifp(), false);
  fake::RunTasks();
}

void ShimHarness::MoveVf(Vf vf) {
  fake::MoveTo(vf->nic.ifp(), fake::JailVnet());
  fake::RunTasks();
}

void ShimHarness::SetVfCable(Vf vf, bool plugged) {
  vf->nic.SetCable(plugged);
  fake::RunTasks();
}

// ---- the user of S ----

void ShimHarness::SetSyntheticUp(bool up) {
  fake::SetUp(s_.nic.ifp(), up);
  fake::RunTasks();
}

// As ifconfig: the others as they are, and of those that are wanted what is offered.
void ShimHarness::SetSyntheticWanted(Capabilities wanted) {
  const int others = s_.nic->if_capenable & ~IfcapsOf(kAllCapabilities);
  const int offered = IfcapsOf(wanted) & s_.nic->if_capabilities;
  EXPECT_EQ(fake::SetCapabilities(s_.nic.ifp(), others | offered), 0);
  fake::RunTasks();
}

// An errno cannot say why; the log does.
Status ShimHarness::SetMtu(U32 mtu) {
  fake::Log().clear();
  const int error = fake::SetMtu(s_.nic.ifp(), static_cast<int>(mtu));
  fake::RunTasks();
  if (error == 0) return Status::Ok();
  for (const std::string& line : fake::Log())
    if (line.find(" is not possible with ") != std::string::npos) {
      const size_t sentence = line.rfind(": ") + 2;
      return Status::Refused(ReasonOf(line.substr(sentence, line.find('\n') - sentence)));
    }
  ADD_FAILURE() << "MTU " << mtu << " was refused with " << error << ", and nobody says why";
  return Status::Refused(Reason::kNone);
}

bool ShimHarness::AddFilter(Port& port, const FilterEntry& entry) {
  ifnet* const ifp = port.nic.ifp();
  bool added = false;
  switch (entry.kind) {
    case FilterKind::kUnicast:
      break;  // there is no such list
    case FilterKind::kMulticast:
      added = fake::Join(ifp, MacOf(entry.mac)) == 0;
      break;
    case FilterKind::kVlan:
      fake::AddVlan(ifp, entry.vlan);
      added = true;
      break;
    case FilterKind::kPromiscuous:
      added = fake::SetPromiscuous(ifp, true) == 0;
      break;
    case FilterKind::kAllMulticast:
      break;  // no test asks for it
  }
  fake::RunTasks();
  return added;
}

void ShimHarness::RemoveSyntheticFilter(const FilterEntry& entry) {
  if (entry.kind == FilterKind::kMulticast) {
    EXPECT_EQ(fake::Leave(s_.nic.ifp(), MacOf(entry.mac)), 0);
  } else if (entry.kind == FilterKind::kVlan) {
    fake::RemoveVlan(s_.nic.ifp(), entry.vlan);
  } else {
    ADD_FAILURE() << "no test asks for that";
  }
  fake::RunTasks();
}

// ---- the host, and packets ----

Status ShimHarness::AskHost(Side side, VfId vf, U32 generation) {
  Port* const port = side == Side::kVf ? PortOf(static_cast<const ifnet*>(vf.get().handle)) : &s_;
  return host_.Steer(*port, generation);
}

void ShimHarness::RevokeHost() {
  host_.FallBack();
  shim_host_revokes(s_.nic.ifp());
  fake::RunTasks();
}

void ShimHarness::Send() {
  const SimPacket packet = traffic_.Send(kToPeer, kBytes);
  if ((s_.nic->if_flags & IFF_UP) == 0) return traffic_.Drop(packet, DropCause::kSyntheticDown);
  (void)fake::Transmit(s_.nic.ifp(), fake::MakePacket(NumberOf(packet)));
}

void ShimHarness::PeerSend() {
  ++on_wires_;
  host_.FromPeer(traffic_.Send(kFromPeer, kBytes));
}

void ShimHarness::Stream(int packets, U64 every_ns) {
  if (packets == 0 || over_) return;
  Send();
  PeerSend();
  clock_.After(every_ns, [this, packets, every_ns] { Stream(packets - 1, every_ns); });
}

// Switches learn from whatever has S's address as its source.
void ShimHarness::OnWire(Port& port, uint64_t number) {
  if (number == fake::kAnnouncement) return host_.Announce(port);
  ++on_wires_;
  host_.FromNic(port, PacketOf(number));
}

void ShimHarness::Receive(Port& port, const SimPacket& packet) {
  --on_wires_;
  if (port.HasLink()) return port.nic.Receive({NumberOf(packet)});
  traffic_.Drop(packet, &port == &s_ ? DropCause::kSyntheticNoLink : DropCause::kVfPortClosed);
}

void ShimHarness::TakeReceived(Port& port) {
  const std::vector<uint64_t>& received = fake::Received(port.nic.ifp());
  for (; port.delivered < received.size(); ++port.delivered)
    traffic_.Deliver(PacketOf(received[port.delivered]), clock_.NowNs(), &port == &s_);
}

TrafficTotals ShimHarness::Traffic() {
  TakeReceived(s_);
  for (Port& port : vfs_) TakeReceived(port);
  return traffic_.totals();
}

U64 ShimHarness::PacketsOverVf() {
  return std::stoull(Shown("tx_vf_packets")) + std::stoull(Shown("rx_vf_packets"));
}

// Only what a driver is asked for can fail in a driver.
bool ShimHarness::FailDriver(Effect effect, Outcome outcome) {
  Nic* vf = nullptr;
  for (Port& port : vfs_)
    if (port.nic.attached() && port.nic->if_input != port.own->input) vf = &port.nic;
  switch (effect) {
    case Effect::kSyntheticCapabilities:
      failing_ = &s_.nic;
      failing_request_ = SIOCSIFCAP;
      break;
    case Effect::kSyntheticMtu:
      failing_ = &s_.nic;
      failing_request_ = SIOCSIFMTU;
      break;
    case Effect::kVfCapabilities:
      failing_ = vf;
      failing_request_ = SIOCSIFCAP;
      break;
    case Effect::kVfMtu:
      failing_ = vf;
      failing_request_ = SIOCSIFMTU;
      break;
    case Effect::kVfUp:
      failing_ = vf;
      failing_request_ = SIOCSIFFLAGS;
      break;
    default:
      return false;
  }
  if (failing_ == nullptr) return false;
  failing_->Refuse(failing_request_, ErrnoOf(outcome));
  return true;
}

// ---- what can be seen ----

State ShimHarness::state() {
  if (!IsPaired()) return State::kClosed;
  return ByText<State>([](State state) { return StateName(state); }, Shown("state"));
}

Reason ShimHarness::reason() {
  const std::string sentence = Shown("reason");
  return sentence == "none" || sentence.empty() ? Reason::kNone : ReasonOf(sentence);
}

PathMode ShimHarness::path() {
  if (!IsPaired()) return PathMode::kSynthetic;
  return ByText<PathMode>([](PathMode mode) { return PathModeName(mode); }, Shown("path"));
}

Size ShimHarness::candidates() { return IsPaired() ? std::stoull(Shown("candidates")) : 0; }

bool ShimHarness::Holds(Vf vf) { return Shown("vf") == vf->nic.name(); }

NicSnapshot ShimHarness::Seen(Port& port) {
  if (port.nic.attached()) return Look(port);
  if (port.left) return *port.left;
  NicSnapshot seen;  // as it will be
  const NicSpec& spec = port.nic.spec();
  seen.up = options_.vf_up;
  seen.cable = port.nic.cable();
  seen.mtu = 1400;
  seen.mac = MacOf(spec.mac.data());
  seen.wanted = seen.effective = CapabilitiesOf(spec.capabilities);
  seen.tso = {spec.tso_bytes, spec.tso_segments, spec.tso_segment_bytes};
  return seen;
}

NicSnapshot ShimHarness::Look(Port& port) {
  ifnet* const ifp = port.nic.ifp();
  const bool is_s = &port == &s_;
  NicSnapshot seen;
  seen.up = (ifp->if_flags & IFF_UP) != 0;
  seen.cable = port.nic.cable();
  seen.mtu = ifp->if_mtu;
  seen.mac = MacOf(IF_LLADDR(ifp));
  seen.wanted = seen.effective = CapabilitiesOf(ifp->if_capenable);
  if (vfpair_facts facts; shim_facts(ifp, &facts) == VFPAIR_OS_OK)
    seen.wanted = Capabilities(facts.enabled);
  seen.tso = {ifp->if_hw_tsomax, ifp->if_hw_tsomaxsegcount, ifp->if_hw_tsomaxsegsize};
  LookAtFilters(port, seen);
  const bool ioctl_is_hooked = ifp->if_ioctl != port.own->ioctl;
  std::string map;
  (void)fake::SysctlRead("hw.vfpair.vfmap", &map);
  seen.marked = !is_s && ioctl_is_hooked;  // its user cannot change it
  // of a driver that has not finished its attach, when it can receive
  const bool has_time = !is_s && ioctl_is_hooked && (ifp->if_flags & IFF_UP) == 0;
  seen.captured = ifp->if_input != port.own->input || has_time;
  seen.linked = !is_s && map == port.nic.name() + ":" + s_.nic.name();
  seen.overlaid = is_s && (ioctl_is_hooked || ifp->if_transmit != port.own->transmit);
  return seen;
}

void ShimHarness::LookAtFilters(const Port& port, NicSnapshot& seen) {
  const ifnet& ifp = *const_cast<Port&>(port).nic.ifp();
  for (int i = 0; i < ifp.group_count; ++i)
    seen.filters[FilterText({FilterKind::kMulticast, MacOf(ifp.groups[i].mac), 0})] =
        ifp.groups[i].references;
  for (const auto& [id, holders] : port.vlans)
    if (holders != 0) seen.filters[FilterText(VlanFilter(id))] = holders;
  if (ifp.if_pcount != 0) seen.filters[FilterText(kPromiscuousFilter)] = ifp.if_pcount;
  if (ifp.if_amcount != 0) seen.filters[FilterText(kAllMulticastFilter)] = ifp.if_amcount;
}

// Nothing is left on it, to what a user does not even see.
void ShimHarness::ExpectOwn(Port& port) {
  const Snapshot is(port.nic.ifp());
  Snapshot should = is;
  should.capabilities = port.own->capabilities;
  should.assist = port.nic.OwnAssist();
  should.transmit = port.own->transmit;
  should.qflush = port.own->qflush;
  should.ioctl = port.own->ioctl;
  should.start = port.own->start;
  should.input = port.own->input;
  should.references = port.own->references;
  EXPECT_EQ(is, should) << port.nic.name();
}

std::string ShimHarness::Complaint() {
  (void)Traffic();
  for (const std::string& complaint : fake::TakeComplaints()) complaint_ += complaint + "\n";
  if (const std::string wrong = traffic_.Complaint(); !wrong.empty()) complaint_ += wrong + "\n";
  for (Port& port : vfs_)
    if (port.nic.attached() && Look(port).up != port.nic.running())
      complaint_ += port.nic.name() + " is up or down, and its driver disagrees\n";
  if (path() == PathMode::kHold) complaint_ += "packets are held although nothing goes on\n";
  if (path() != PathMode::kVf) return complaint_;
  for (Port& port : vfs_) {
    if (!Holds(&port)) continue;
    const NicSnapshot vf = Look(port);
    if (!vf.up) complaint_ += "the path leads to a V that is down\n";
    if (!vf.captured) complaint_ += "the path leads to a V whose input is not S's\n";
    if ((s_.nic->if_hwassist & ~port.nic->if_hwassist) != 0)
      complaint_ += "the stack leaves to V what V does not do\n";
  }
  return complaint_;
}

// ---- events ----

void ShimHarness::Listen() {
  using Self = ShimHarness;
  tags_.push_back(EVENTHANDLER_REGISTER(
      ifnet_event,
      [](void* self, ifnet* ifp, int event) {
        if (event == IFNET_EVENT_DOWN) static_cast<Self*>(self)->ClosingBegins(ifp);
      },
      this, EVENTHANDLER_PRI_FIRST));
  EXPECT_EQ(fake::Load(), 0);  // its handlers come between those two
  tags_.push_back(EVENTHANDLER_REGISTER(
      ifnet_event,
      [](void* self, ifnet* ifp, int event) {
        if (event == IFNET_EVENT_DOWN) static_cast<Self*>(self)->ClosingEnds(ifp);
      },
      this, EVENTHANDLER_PRI_LAST));
  tags_.push_back(EVENTHANDLER_REGISTER(
      ifnet_departure_event,
      [](void* self, ifnet* ifp) { static_cast<Self*>(self)->Departed(ifp); }, this,
      EVENTHANDLER_PRI_LAST));
  tags_.push_back(EVENTHANDLER_REGISTER(
      vlan_config,
      [](void* self, ifnet* ifp, uint16_t id) { static_cast<Self*>(self)->Vlan(ifp, id, 1); }, this,
      EVENTHANDLER_PRI_ANY));
  tags_.push_back(EVENTHANDLER_REGISTER(
      vlan_unconfig,
      [](void* self, ifnet* ifp, uint16_t id) { static_cast<Self*>(self)->Vlan(ifp, id, -1); },
      this, EVENTHANDLER_PRI_ANY));
}

void ShimHarness::StopListening() {
  EVENTHANDLER_DEREGISTER(vlan_unconfig, tags_[4]);
  EVENTHANDLER_DEREGISTER(vlan_config, tags_[3]);
  EVENTHANDLER_DEREGISTER(ifnet_departure_event, tags_[2]);
  EVENTHANDLER_DEREGISTER(ifnet_event, tags_[1]);
  EVENTHANDLER_DEREGISTER(ifnet_event, tags_[0]);
}

void ShimHarness::ClosingBegins(const ifnet*) { told_before_ = Journal().size(); }

void ShimHarness::ClosingEnds(const ifnet* ifp) {
  if (const Port* port = PortOf(ifp); port != &s_)
    NothingTold(*port, told_before_, "in the thread that takes it down");
}

void ShimHarness::NothingTold(const Port& port, size_t since, const char* when) {
  for (size_t i = since; i < Journal().size(); ++i) {
    const std::string& line = Journal()[i];
    if (line.starts_with(port.nic.role() + " ") && !line.ends_with(" announce"))
      complaint_ += "was told \"" + line + "\" " + when + "\n";
  }
}

void ShimHarness::Vlan(const ifnet* ifp, uint16_t id, int change) {
  if (Port* port = PortOf(ifp)) port->vlans[id] += change;
}

// What it listened to ends with it.
void ShimHarness::Departed(const ifnet* ifp) {
  if ((ifp->if_flags & IFF_DYING) == 0) return;
  Port* const port = PortOf(ifp);
  port->left = Look(*port);
  port->left->filters.clear();
}
