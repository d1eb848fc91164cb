#pragma once

#include <cstddef>

namespace curlew::detail {

/// The largest number of members that a model may have.
inline constexpr std::size_t max_members = 128;

// A structured binding needs a name for every member written out, and C++20 cannot make up the
// names. Each CURLEW_BIND below is the case of one count; a CURLEW_16 stands for sixteen names.
#define CURLEW_16(p) \
    p##0, p##1, p##2, p##3, p##4, p##5, p##6, p##7, p##8, p##9, p##a, p##b, p##c, p##d, p##e, p##f
#define CURLEW_BIND(count, ...)       \
    if constexpr (Count == (count)) { \
        auto& [__VA_ARGS__] = object; \
        return visitor(__VA_ARGS__);  \
    }

/// Calls `visitor(member...)` with every member of an aggregate that has `Count` of them.
// clang-format off
template <std::size_t Count, class Object, class Visitor>
constexpr decltype(auto) visit_members(Object& object, Visitor&& visitor) {
    if constexpr (Count == 0) return visitor();
    CURLEW_BIND(1, z0)
    CURLEW_BIND(2, z0, z1)
    CURLEW_BIND(3, z0, z1, z2)
    CURLEW_BIND(4, z0, z1, z2, z3)
    CURLEW_BIND(5, z0, z1, z2, z3, z4)
    CURLEW_BIND(6, z0, z1, z2, z3, z4, z5)
    CURLEW_BIND(7, z0, z1, z2, z3, z4, z5, z6)
    CURLEW_BIND(8, z0, z1, z2, z3, z4, z5, z6, z7)
    CURLEW_BIND(9, z0, z1, z2, z3, z4, z5, z6, z7, z8)
    CURLEW_BIND(10, z0, z1, z2, z3, z4, z5, z6, z7, z8, z9)
    CURLEW_BIND(11, z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za)
    CURLEW_BIND(12, z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb)
    CURLEW_BIND(13, z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc)
    CURLEW_BIND(14, z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc, zd)
    CURLEW_BIND(15, z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc, zd, ze)
    CURLEW_BIND(16, CURLEW_16(a))
    CURLEW_BIND(17, CURLEW_16(a), z0)
    CURLEW_BIND(18, CURLEW_16(a), z0, z1)
    CURLEW_BIND(19, CURLEW_16(a), z0, z1, z2)
    CURLEW_BIND(20, CURLEW_16(a), z0, z1, z2, z3)
    CURLEW_BIND(21, CURLEW_16(a), z0, z1, z2, z3, z4)
    CURLEW_BIND(22, CURLEW_16(a), z0, z1, z2, z3, z4, z5)
    CURLEW_BIND(23, CURLEW_16(a), z0, z1, z2, z3, z4, z5, z6)
    CURLEW_BIND(24, CURLEW_16(a), z0, z1, z2, z3, z4, z5, z6, z7)
    CURLEW_BIND(25, CURLEW_16(a), z0, z1, z2, z3, z4, z5, z6, z7, z8)
    CURLEW_BIND(26, CURLEW_16(a), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9)
    CURLEW_BIND(27, CURLEW_16(a), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za)
    CURLEW_BIND(28, CURLEW_16(a), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb)
    CURLEW_BIND(29, CURLEW_16(a), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc)
    CURLEW_BIND(30, CURLEW_16(a), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc, zd)
    CURLEW_BIND(31, CURLEW_16(a), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc, zd, ze)
    CURLEW_BIND(32, CURLEW_16(a), CURLEW_16(b))
    CURLEW_BIND(33, CURLEW_16(a), CURLEW_16(b), z0)
    CURLEW_BIND(34, CURLEW_16(a), CURLEW_16(b), z0, z1)
    CURLEW_BIND(35, CURLEW_16(a), CURLEW_16(b), z0, z1, z2)
    CURLEW_BIND(36, CURLEW_16(a), CURLEW_16(b), z0, z1, z2, z3)
    CURLEW_BIND(37, CURLEW_16(a), CURLEW_16(b), z0, z1, z2, z3, z4)
    CURLEW_BIND(38, CURLEW_16(a), CURLEW_16(b), z0, z1, z2, z3, z4, z5)
    CURLEW_BIND(39, CURLEW_16(a), CURLEW_16(b), z0, z1, z2, z3, z4, z5, z6)
    CURLEW_BIND(40, CURLEW_16(a), CURLEW_16(b), z0, z1, z2, z3, z4, z5, z6, z7)
    CURLEW_BIND(41, CURLEW_16(a), CURLEW_16(b), z0, z1, z2, z3, z4, z5, z6, z7, z8)
    CURLEW_BIND(42, CURLEW_16(a), CURLEW_16(b), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9)
    CURLEW_BIND(43, CURLEW_16(a), CURLEW_16(b), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za)
    CURLEW_BIND(44, CURLEW_16(a), CURLEW_16(b), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb)
    CURLEW_BIND(45, CURLEW_16(a), CURLEW_16(b), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc)
    CURLEW_BIND(46, CURLEW_16(a), CURLEW_16(b), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc,
        zd)
    CURLEW_BIND(47, CURLEW_16(a), CURLEW_16(b), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc,
        zd, ze)
    CURLEW_BIND(48, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c))
    CURLEW_BIND(49, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0)
    CURLEW_BIND(50, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1)
    CURLEW_BIND(51, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2)
    CURLEW_BIND(52, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2, z3)
    CURLEW_BIND(53, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2, z3, z4)
    CURLEW_BIND(54, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2, z3, z4, z5)
    CURLEW_BIND(55, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2, z3, z4, z5, z6)
    CURLEW_BIND(56, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2, z3, z4, z5, z6, z7)
    CURLEW_BIND(57, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2, z3, z4, z5, z6, z7, z8)
    CURLEW_BIND(58, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2, z3, z4, z5, z6, z7, z8,
        z9)
    CURLEW_BIND(59, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2, z3, z4, z5, z6, z7, z8,
        z9, za)
    CURLEW_BIND(60, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2, z3, z4, z5, z6, z7, z8,
        z9, za, zb)
    CURLEW_BIND(61, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2, z3, z4, z5, z6, z7, z8,
        z9, za, zb, zc)
    CURLEW_BIND(62, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2, z3, z4, z5, z6, z7, z8,
        z9, za, zb, zc, zd)
    CURLEW_BIND(63, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), z0, z1, z2, z3, z4, z5, z6, z7, z8,
        z9, za, zb, zc, zd, ze)
    CURLEW_BIND(64, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d))
    CURLEW_BIND(65, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0)
    CURLEW_BIND(66, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1)
    CURLEW_BIND(67, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2)
    CURLEW_BIND(68, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2, z3)
    CURLEW_BIND(69, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2, z3, z4)
    CURLEW_BIND(70, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2, z3, z4, z5)
    CURLEW_BIND(71, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2, z3, z4, z5,
        z6)
    CURLEW_BIND(72, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2, z3, z4, z5,
        z6, z7)
    CURLEW_BIND(73, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2, z3, z4, z5,
        z6, z7, z8)
    CURLEW_BIND(74, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2, z3, z4, z5,
        z6, z7, z8, z9)
    CURLEW_BIND(75, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2, z3, z4, z5,
        z6, z7, z8, z9, za)
    CURLEW_BIND(76, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2, z3, z4, z5,
        z6, z7, z8, z9, za, zb)
    CURLEW_BIND(77, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2, z3, z4, z5,
        z6, z7, z8, z9, za, zb, zc)
    CURLEW_BIND(78, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2, z3, z4, z5,
        z6, z7, z8, z9, za, zb, zc, zd)
    CURLEW_BIND(79, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), z0, z1, z2, z3, z4, z5,
        z6, z7, z8, z9, za, zb, zc, zd, ze)
    CURLEW_BIND(80, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e))
    CURLEW_BIND(81, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0)
    CURLEW_BIND(82, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1)
    CURLEW_BIND(83, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2)
    CURLEW_BIND(84, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2, z3)
    CURLEW_BIND(85, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2, z3, z4)
    CURLEW_BIND(86, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2, z3, z4, z5)
    CURLEW_BIND(87, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2, z3, z4, z5, z6)
    CURLEW_BIND(88, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2, z3, z4, z5, z6, z7)
    CURLEW_BIND(89, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2, z3, z4, z5, z6, z7, z8)
    CURLEW_BIND(90, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2, z3, z4, z5, z6, z7, z8, z9)
    CURLEW_BIND(91, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2, z3, z4, z5, z6, z7, z8, z9, za)
    CURLEW_BIND(92, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2, z3, z4, z5, z6, z7, z8, z9, za, zb)
    CURLEW_BIND(93, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc)
    CURLEW_BIND(94, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc, zd)
    CURLEW_BIND(95, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e), z0, z1,
        z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc, zd, ze)
    CURLEW_BIND(96, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f))
    CURLEW_BIND(97, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0)
    CURLEW_BIND(98, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1)
    CURLEW_BIND(99, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2)
    CURLEW_BIND(100, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2, z3)
    CURLEW_BIND(101, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2, z3, z4)
    CURLEW_BIND(102, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2, z3, z4, z5)
    CURLEW_BIND(103, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2, z3, z4, z5, z6)
    CURLEW_BIND(104, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2, z3, z4, z5, z6, z7)
    CURLEW_BIND(105, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2, z3, z4, z5, z6, z7, z8)
    CURLEW_BIND(106, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9)
    CURLEW_BIND(107, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za)
    CURLEW_BIND(108, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb)
    CURLEW_BIND(109, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc)
    CURLEW_BIND(110, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc, zd)
    CURLEW_BIND(111, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc, zd, ze)
    CURLEW_BIND(112, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g))
    CURLEW_BIND(113, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0)
    CURLEW_BIND(114, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1)
    CURLEW_BIND(115, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2)
    CURLEW_BIND(116, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2, z3)
    CURLEW_BIND(117, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2, z3, z4)
    CURLEW_BIND(118, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2, z3, z4, z5)
    CURLEW_BIND(119, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2, z3, z4, z5, z6)
    CURLEW_BIND(120, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2, z3, z4, z5, z6, z7)
    CURLEW_BIND(121, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2, z3, z4, z5, z6, z7, z8)
    CURLEW_BIND(122, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9)
    CURLEW_BIND(123, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za)
    CURLEW_BIND(124, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb)
    CURLEW_BIND(125, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc)
    CURLEW_BIND(126, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc, zd)
    CURLEW_BIND(127, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), z0, z1, z2, z3, z4, z5, z6, z7, z8, z9, za, zb, zc, zd, ze)
    CURLEW_BIND(128, CURLEW_16(a), CURLEW_16(b), CURLEW_16(c), CURLEW_16(d), CURLEW_16(e),
        CURLEW_16(f), CURLEW_16(g), CURLEW_16(h))
}
// clang-format on

#undef CURLEW_BIND
#undef CURLEW_16

}  // namespace curlew::detail
