"""The field machine (see program.py) for windowed Xtensa with MULUH.

Written by `make kernels` from sim/codegen/xtensa.py, which explains it; change it there.
Length: a listing, an instruction a line.
"""

import micropython

R_BITS = 256


@micropython.asm_xtensa
def run(a2, a3, a4):
    data(3, 0x20A220)  # or a10, a2, a2
    data(3, 0x20B330)  # or a11, a3, a3
    data(3, 0x20C440)  # or a12, a4, a4
    data(3, 0x000065)  # call8 machine
    data(3, 0x044D86)  # j end
    # machine:
    data(3, 0x010136)  # entry a1, 128
    data(3, 0x136122)  # s32i a2, a1, 76
    data(3, 0x116132)  # s32i a3, a1, 68
    data(3, 0x802240)  # add a2, a2, a4
    # next:
    data(3, 0x002272)  # l32i a7, a2, 0
    data(3, 0x04C222)  # addi a2, a2, 4
    data(3, 0x744870)  # extui a4, a7, 8, 8
    data(3, 0x1144B0)  # slli a4, a4, 5
    data(3, 0x804430)  # add a4, a4, a3
    data(3, 0x755070)  # extui a5, a7, 16, 8
    data(3, 0x1155B0)  # slli a5, a5, 5
    data(3, 0x805530)  # add a5, a5, a3
    data(3, 0x756870)  # extui a6, a7, 24, 8
    data(3, 0x1166B0)  # slli a6, a6, 5
    data(3, 0x806630)  # add a6, a6, a3
    data(3, 0x748070)  # extui a8, a7, 0, 8
    data(3, 0xFFC892)  # addi a9, a8, -1
    data(3, 0x002956)  # bnez a9, no_product
    data(3, 0x01CF46)  # j product
    # no_product:
    data(3, 0xF9C892)  # addi a9, a8, -7
    data(3, 0x002956)  # bnez a9, no_square
    data(3, 0x00B486)  # j square
    # no_square:
    data(3, 0xFDC892)  # addi a9, a8, -3
    data(3, 0x002956)  # bnez a9, no_subtraction
    data(3, 0x005CC6)  # j subtraction
    # no_subtraction:
    data(3, 0xFEC892)  # addi a9, a8, -2
    data(3, 0x002956)  # bnez a9, no_addition
    data(3, 0x002006)  # j addition
    # no_addition:
    data(3, 0xFAC892)  # addi a9, a8, -6
    data(3, 0x002956)  # bnez a9, no_load
    data(3, 0x000BC6)  # j load
    # no_load:
    data(3, 0xFBC892)  # addi a9, a8, -5
    data(3, 0x002956)  # bnez a9, no_return
    data(3, 0x001646)  # j return
    # no_return:
    data(3, 0xFCC892)  # addi a9, a8, -4
    data(3, 0x002956)  # bnez a9, no_call
    data(3, 0x000086)  # j call
    # no_call:
    data(3, 0x000090)  # retw
    # call:
    data(3, 0x748870)  # extui a8, a7, 8, 8
    data(3, 0x156182)  # s32i a8, a1, 84
    data(3, 0x146122)  # s32i a2, a1, 80
    data(3, 0xF58070)  # extui a8, a7, 16, 16
    data(3, 0x1188E0)  # slli a8, a8, 2
    data(3, 0x132192)  # l32i a9, a1, 76
    data(3, 0x802890)  # add a2, a8, a9
    data(3, 0x166122)  # s32i a2, a1, 88
    data(3, 0xFFDF86)  # j next
    # load:
    data(3, 0x002582)  # l32i a8, a5, 0
    data(3, 0x006482)  # s32i a8, a4, 0
    data(3, 0x012582)  # l32i a8, a5, 4
    data(3, 0x016482)  # s32i a8, a4, 4
    data(3, 0x022582)  # l32i a8, a5, 8
    data(3, 0x026482)  # s32i a8, a4, 8
    data(3, 0x032582)  # l32i a8, a5, 12
    data(3, 0x036482)  # s32i a8, a4, 12
    data(3, 0x042582)  # l32i a8, a5, 16
    data(3, 0x046482)  # s32i a8, a4, 16
    data(3, 0x052582)  # l32i a8, a5, 20
    data(3, 0x056482)  # s32i a8, a4, 20
    data(3, 0x062582)  # l32i a8, a5, 24
    data(3, 0x066482)  # s32i a8, a4, 24
    data(3, 0x072582)  # l32i a8, a5, 28
    data(3, 0x076482)  # s32i a8, a4, 28
    data(3, 0xFFD2C6)  # j next
    # return:
    data(3, 0x152182)  # l32i a8, a1, 84
    data(3, 0xFFC882)  # addi a8, a8, -1
    data(3, 0x156182)  # s32i a8, a1, 84
    data(3, 0x162122)  # l32i a2, a1, 88
    data(3, 0x002856)  # bnez a8, again
    data(3, 0x142122)  # l32i a2, a1, 80
    # again:
    data(3, 0xFFCD86)  # j next
    # addition:
    data(3, 0x106122)  # s32i a2, a1, 64
    data(3, 0x002582)  # l32i a8, a5, 0
    data(3, 0x002622)  # l32i a2, a6, 0
    data(3, 0x808820)  # add a8, a8, a2
    data(3, 0x00A072)  # movi a7, 0
    data(3, 0x02B827)  # bgeu a8, a2, sum_0
    data(3, 0x01A072)  # movi a7, 1
    # sum_0:
    data(3, 0x012592)  # l32i a9, a5, 4
    data(3, 0x012622)  # l32i a2, a6, 4
    data(3, 0x809920)  # add a9, a9, a2
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02B927)  # bgeu a9, a2, sum_1
    data(3, 0x01A032)  # movi a3, 1
    # sum_1:
    data(3, 0x809970)  # add a9, a9, a7
    data(3, 0x02B977)  # bgeu a9, a7, carried_1
    data(3, 0x01A032)  # movi a3, 1
    # carried_1:
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x0225A2)  # l32i a10, a5, 8
    data(3, 0x022622)  # l32i a2, a6, 8
    data(3, 0x80AA20)  # add a10, a10, a2
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BA27)  # bgeu a10, a2, sum_2
    data(3, 0x01A032)  # movi a3, 1
    # sum_2:
    data(3, 0x80AA70)  # add a10, a10, a7
    data(3, 0x02BA77)  # bgeu a10, a7, carried_2
    data(3, 0x01A032)  # movi a3, 1
    # carried_2:
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x0325B2)  # l32i a11, a5, 12
    data(3, 0x032622)  # l32i a2, a6, 12
    data(3, 0x80BB20)  # add a11, a11, a2
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BB27)  # bgeu a11, a2, sum_3
    data(3, 0x01A032)  # movi a3, 1
    # sum_3:
    data(3, 0x80BB70)  # add a11, a11, a7
    data(3, 0x02BB77)  # bgeu a11, a7, carried_3
    data(3, 0x01A032)  # movi a3, 1
    # carried_3:
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x0425C2)  # l32i a12, a5, 16
    data(3, 0x042622)  # l32i a2, a6, 16
    data(3, 0x80CC20)  # add a12, a12, a2
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BC27)  # bgeu a12, a2, sum_4
    data(3, 0x01A032)  # movi a3, 1
    # sum_4:
    data(3, 0x80CC70)  # add a12, a12, a7
    data(3, 0x02BC77)  # bgeu a12, a7, carried_4
    data(3, 0x01A032)  # movi a3, 1
    # carried_4:
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x0525D2)  # l32i a13, a5, 20
    data(3, 0x052622)  # l32i a2, a6, 20
    data(3, 0x80DD20)  # add a13, a13, a2
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BD27)  # bgeu a13, a2, sum_5
    data(3, 0x01A032)  # movi a3, 1
    # sum_5:
    data(3, 0x80DD70)  # add a13, a13, a7
    data(3, 0x02BD77)  # bgeu a13, a7, carried_5
    data(3, 0x01A032)  # movi a3, 1
    # carried_5:
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x0625E2)  # l32i a14, a5, 24
    data(3, 0x062622)  # l32i a2, a6, 24
    data(3, 0x80EE20)  # add a14, a14, a2
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BE27)  # bgeu a14, a2, sum_6
    data(3, 0x01A032)  # movi a3, 1
    # sum_6:
    data(3, 0x80EE70)  # add a14, a14, a7
    data(3, 0x02BE77)  # bgeu a14, a7, carried_6
    data(3, 0x01A032)  # movi a3, 1
    # carried_6:
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x0725F2)  # l32i a15, a5, 28
    data(3, 0x072622)  # l32i a2, a6, 28
    data(3, 0x80FF20)  # add a15, a15, a2
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BF27)  # bgeu a15, a2, sum_7
    data(3, 0x01A032)  # movi a3, 1
    # sum_7:
    data(3, 0x80FF70)  # add a15, a15, a7
    data(3, 0x02BF77)  # bgeu a15, a7, carried_7
    data(3, 0x01A032)  # movi a3, 1
    # carried_7:
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x03B846)  # j reduced
    # subtraction:
    data(3, 0x106122)  # s32i a2, a1, 64
    data(3, 0x002582)  # l32i a8, a5, 0
    data(3, 0x002622)  # l32i a2, a6, 0
    data(3, 0x00A072)  # movi a7, 0
    data(3, 0x02B827)  # bgeu a8, a2, enough_0
    data(3, 0x01A072)  # movi a7, 1
    # enough_0:
    data(3, 0xC08820)  # sub a8, a8, a2
    data(3, 0x012592)  # l32i a9, a5, 4
    data(3, 0x012622)  # l32i a2, a6, 4
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02B927)  # bgeu a9, a2, enough_1
    data(3, 0x01A032)  # movi a3, 1
    # enough_1:
    data(3, 0xC09920)  # sub a9, a9, a2
    data(3, 0x02B977)  # bgeu a9, a7, lent_1
    data(3, 0x01A032)  # movi a3, 1
    # lent_1:
    data(3, 0xC09970)  # sub a9, a9, a7
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x0225A2)  # l32i a10, a5, 8
    data(3, 0x022622)  # l32i a2, a6, 8
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BA27)  # bgeu a10, a2, enough_2
    data(3, 0x01A032)  # movi a3, 1
    # enough_2:
    data(3, 0xC0AA20)  # sub a10, a10, a2
    data(3, 0x02BA77)  # bgeu a10, a7, lent_2
    data(3, 0x01A032)  # movi a3, 1
    # lent_2:
    data(3, 0xC0AA70)  # sub a10, a10, a7
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x0325B2)  # l32i a11, a5, 12
    data(3, 0x032622)  # l32i a2, a6, 12
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BB27)  # bgeu a11, a2, enough_3
    data(3, 0x01A032)  # movi a3, 1
    # enough_3:
    data(3, 0xC0BB20)  # sub a11, a11, a2
    data(3, 0x02BB77)  # bgeu a11, a7, lent_3
    data(3, 0x01A032)  # movi a3, 1
    # lent_3:
    data(3, 0xC0BB70)  # sub a11, a11, a7
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x0425C2)  # l32i a12, a5, 16
    data(3, 0x042622)  # l32i a2, a6, 16
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BC27)  # bgeu a12, a2, enough_4
    data(3, 0x01A032)  # movi a3, 1
    # enough_4:
    data(3, 0xC0CC20)  # sub a12, a12, a2
    data(3, 0x02BC77)  # bgeu a12, a7, lent_4
    data(3, 0x01A032)  # movi a3, 1
    # lent_4:
    data(3, 0xC0CC70)  # sub a12, a12, a7
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x0525D2)  # l32i a13, a5, 20
    data(3, 0x052622)  # l32i a2, a6, 20
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BD27)  # bgeu a13, a2, enough_5
    data(3, 0x01A032)  # movi a3, 1
    # enough_5:
    data(3, 0xC0DD20)  # sub a13, a13, a2
    data(3, 0x02BD77)  # bgeu a13, a7, lent_5
    data(3, 0x01A032)  # movi a3, 1
    # lent_5:
    data(3, 0xC0DD70)  # sub a13, a13, a7
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x0625E2)  # l32i a14, a5, 24
    data(3, 0x062622)  # l32i a2, a6, 24
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BE27)  # bgeu a14, a2, enough_6
    data(3, 0x01A032)  # movi a3, 1
    # enough_6:
    data(3, 0xC0EE20)  # sub a14, a14, a2
    data(3, 0x02BE77)  # bgeu a14, a7, lent_6
    data(3, 0x01A032)  # movi a3, 1
    # lent_6:
    data(3, 0xC0EE70)  # sub a14, a14, a7
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x0725F2)  # l32i a15, a5, 28
    data(3, 0x072622)  # l32i a2, a6, 28
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BF27)  # bgeu a15, a2, enough_7
    data(3, 0x01A032)  # movi a3, 1
    # enough_7:
    data(3, 0xC0FF20)  # sub a15, a15, a2
    data(3, 0x02BF77)  # bgeu a15, a7, lent_7
    data(3, 0x01A032)  # movi a3, 1
    # lent_7:
    data(3, 0xC0FF70)  # sub a15, a15, a7
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x002756)  # bnez a7, p_more
    data(3, 0x039A46)  # j store
    # p_more:
    data(3, 0x002816)  # beqz a8, first_lent
    data(3, 0x00A072)  # movi a7, 0
    # first_lent:
    data(3, 0xFFC882)  # addi a8, a8, -1
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02B977)  # bgeu a9, a7, lend_1
    data(3, 0x01A032)  # movi a3, 1
    # lend_1:
    data(3, 0xC09970)  # sub a9, a9, a7
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x008756)  # bnez a7, third_done
    data(3, 0x01CAA2)  # addi a10, a10, 1
    data(3, 0x002A16)  # beqz a10, third_done
    data(3, 0x01A072)  # movi a7, 1
    # third_done:
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BB77)  # bgeu a11, a7, lend_3
    data(3, 0x01A032)  # movi a3, 1
    # lend_3:
    data(3, 0xC0BB70)  # sub a11, a11, a7
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BC77)  # bgeu a12, a7, lend_4
    data(3, 0x01A032)  # movi a3, 1
    # lend_4:
    data(3, 0xC0CC70)  # sub a12, a12, a7
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BD77)  # bgeu a13, a7, lend_5
    data(3, 0x01A032)  # movi a3, 1
    # lend_5:
    data(3, 0xC0DD70)  # sub a13, a13, a7
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x02BE77)  # bgeu a14, a7, lend_6
    data(3, 0x01A032)  # movi a3, 1
    # lend_6:
    data(3, 0xC0EE70)  # sub a14, a14, a7
    data(3, 0x207330)  # or a7, a3, a3
    data(3, 0xC0FF70)  # sub a15, a15, a7
    data(3, 0xFFCFF2)  # addi a15, a15, -1
    data(3, 0x038006)  # j store
    # square:
    data(3, 0x106122)  # s32i a2, a1, 64
    data(3, 0x126142)  # s32i a4, a1, 72
    data(3, 0x002582)  # l32i a8, a5, 0
    data(3, 0x012592)  # l32i a9, a5, 4
    data(3, 0x0225A2)  # l32i a10, a5, 8
    data(3, 0x0325B2)  # l32i a11, a5, 12
    data(3, 0x0425C2)  # l32i a12, a5, 16
    data(3, 0x0525D2)  # l32i a13, a5, 20
    data(3, 0x0625E2)  # l32i a14, a5, 24
    data(3, 0x0725F2)  # l32i a15, a5, 28
    data(3, 0x822880)  # mull a2, a8, a8
    data(3, 0xA23880)  # muluh a3, a8, a8
    data(3, 0x006122)  # s32i a2, a1, 0
    data(3, 0x00A022)  # movi a2, 0
    data(3, 0x314F80)  # srai a4, a8, 31
    data(3, 0x104490)  # and a4, a4, a9
    data(3, 0x207440)  # or a7, a4, a4
    data(3, 0x054F80)  # extui a4, a8, 31, 1
    data(3, 0x1188F0)  # slli a8, a8, 1
    data(3, 0x206440)  # or a6, a4, a4
    data(3, 0x824890)  # mull a4, a8, a9
    data(3, 0xA25890)  # muluh a5, a8, a9
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_1_0_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_1_0_square:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_1_0_square
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_1_0_square:
    data(3, 0x016132)  # s32i a3, a1, 4
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x824990)  # mull a4, a9, a9
    data(3, 0xA25990)  # muluh a5, a9, a9
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_2_1_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_2_1_square:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x8248A0)  # mull a4, a8, a10
    data(3, 0xA258A0)  # muluh a5, a8, a10
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_2_0_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_2_0_square:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_2_0_square
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_2_0_square:
    data(3, 0x026172)  # s32i a7, a1, 8
    data(3, 0x00A072)  # movi a7, 0
    data(3, 0x314F90)  # srai a4, a9, 31
    data(3, 0x1044A0)  # and a4, a4, a10
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, more_3
    data(3, 0x01C772)  # addi a7, a7, 1
    # more_3:
    data(3, 0x054F90)  # extui a4, a9, 31, 1
    data(3, 0x1199F0)  # slli a9, a9, 1
    data(3, 0x209960)  # or a9, a9, a6
    data(3, 0x206440)  # or a6, a4, a4
    data(3, 0x8249A0)  # mull a4, a9, a10
    data(3, 0xA259A0)  # muluh a5, a9, a10
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_3_1_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_3_1_square:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_3_1_square
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_3_1_square:
    data(3, 0x8248B0)  # mull a4, a8, a11
    data(3, 0xA258B0)  # muluh a5, a8, a11
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_3_0_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_3_0_square:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_3_0_square
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_3_0_square:
    data(3, 0x036122)  # s32i a2, a1, 12
    data(3, 0x00A022)  # movi a2, 0
    data(3, 0x824AA0)  # mull a4, a10, a10
    data(3, 0xA25AA0)  # muluh a5, a10, a10
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_4_2_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_4_2_square:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_4_2_square
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_4_2_square:
    data(3, 0x8249B0)  # mull a4, a9, a11
    data(3, 0xA259B0)  # muluh a5, a9, a11
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_4_1_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_4_1_square:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_4_1_square
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_4_1_square:
    data(3, 0x8248C0)  # mull a4, a8, a12
    data(3, 0xA258C0)  # muluh a5, a8, a12
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_4_0_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_4_0_square:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_4_0_square
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_4_0_square:
    data(3, 0x046132)  # s32i a3, a1, 16
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x314FA0)  # srai a4, a10, 31
    data(3, 0x1044B0)  # and a4, a4, a11
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, more_5
    data(3, 0x01C332)  # addi a3, a3, 1
    # more_5:
    data(3, 0x054FA0)  # extui a4, a10, 31, 1
    data(3, 0x11AAF0)  # slli a10, a10, 1
    data(3, 0x20AA60)  # or a10, a10, a6
    data(3, 0x206440)  # or a6, a4, a4
    data(3, 0x824AB0)  # mull a4, a10, a11
    data(3, 0xA25AB0)  # muluh a5, a10, a11
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_5_2_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_5_2_square:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_5_2_square
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_5_2_square:
    data(3, 0x8249C0)  # mull a4, a9, a12
    data(3, 0xA259C0)  # muluh a5, a9, a12
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_5_1_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_5_1_square:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_5_1_square
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_5_1_square:
    data(3, 0x8248D0)  # mull a4, a8, a13
    data(3, 0xA258D0)  # muluh a5, a8, a13
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_5_0_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_5_0_square:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_5_0_square
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_5_0_square:
    data(3, 0x056172)  # s32i a7, a1, 20
    data(3, 0x00A072)  # movi a7, 0
    data(3, 0x824BB0)  # mull a4, a11, a11
    data(3, 0xA25BB0)  # muluh a5, a11, a11
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_6_3_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_6_3_square:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_6_3_square
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_6_3_square:
    data(3, 0x824AC0)  # mull a4, a10, a12
    data(3, 0xA25AC0)  # muluh a5, a10, a12
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_6_2_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_6_2_square:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_6_2_square
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_6_2_square:
    data(3, 0x8249D0)  # mull a4, a9, a13
    data(3, 0xA259D0)  # muluh a5, a9, a13
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_6_1_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_6_1_square:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_6_1_square
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_6_1_square:
    data(3, 0x8248E0)  # mull a4, a8, a14
    data(3, 0xA258E0)  # muluh a5, a8, a14
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_6_0_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_6_0_square:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_6_0_square
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_6_0_square:
    data(3, 0x066122)  # s32i a2, a1, 24
    data(3, 0x00A022)  # movi a2, 0
    data(3, 0x314FB0)  # srai a4, a11, 31
    data(3, 0x1044C0)  # and a4, a4, a12
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, more_7
    data(3, 0x01C222)  # addi a2, a2, 1
    # more_7:
    data(3, 0x054FB0)  # extui a4, a11, 31, 1
    data(3, 0x11BBF0)  # slli a11, a11, 1
    data(3, 0x20BB60)  # or a11, a11, a6
    data(3, 0x206440)  # or a6, a4, a4
    data(3, 0x824BC0)  # mull a4, a11, a12
    data(3, 0xA25BC0)  # muluh a5, a11, a12
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_7_3_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_7_3_square:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_7_3_square
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_7_3_square:
    data(3, 0x824AD0)  # mull a4, a10, a13
    data(3, 0xA25AD0)  # muluh a5, a10, a13
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_7_2_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_7_2_square:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_7_2_square
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_7_2_square:
    data(3, 0x8249E0)  # mull a4, a9, a14
    data(3, 0xA259E0)  # muluh a5, a9, a14
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_7_1_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_7_1_square:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_7_1_square
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_7_1_square:
    data(3, 0x8248F0)  # mull a4, a8, a15
    data(3, 0xA258F0)  # muluh a5, a8, a15
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_7_0_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_7_0_square:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_7_0_square
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_7_0_square:
    data(3, 0x076132)  # s32i a3, a1, 28
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x824CC0)  # mull a4, a12, a12
    data(3, 0xA25CC0)  # muluh a5, a12, a12
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_8_4_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_8_4_square:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_8_4_square
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_8_4_square:
    data(3, 0x824BD0)  # mull a4, a11, a13
    data(3, 0xA25BD0)  # muluh a5, a11, a13
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_8_3_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_8_3_square:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_8_3_square
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_8_3_square:
    data(3, 0x824AE0)  # mull a4, a10, a14
    data(3, 0xA25AE0)  # muluh a5, a10, a14
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_8_2_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_8_2_square:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_8_2_square
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_8_2_square:
    data(3, 0x8249F0)  # mull a4, a9, a15
    data(3, 0xA259F0)  # muluh a5, a9, a15
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_8_1_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_8_1_square:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_8_1_square
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_8_1_square:
    data(3, 0x086172)  # s32i a7, a1, 32
    data(3, 0x00A072)  # movi a7, 0
    data(3, 0x314FC0)  # srai a4, a12, 31
    data(3, 0x1044D0)  # and a4, a4, a13
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, more_9
    data(3, 0x01C772)  # addi a7, a7, 1
    # more_9:
    data(3, 0x054FC0)  # extui a4, a12, 31, 1
    data(3, 0x11CCF0)  # slli a12, a12, 1
    data(3, 0x20CC60)  # or a12, a12, a6
    data(3, 0x206440)  # or a6, a4, a4
    data(3, 0x824CD0)  # mull a4, a12, a13
    data(3, 0xA25CD0)  # muluh a5, a12, a13
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_9_4_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_9_4_square:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_9_4_square
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_9_4_square:
    data(3, 0x824BE0)  # mull a4, a11, a14
    data(3, 0xA25BE0)  # muluh a5, a11, a14
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_9_3_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_9_3_square:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_9_3_square
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_9_3_square:
    data(3, 0x824AF0)  # mull a4, a10, a15
    data(3, 0xA25AF0)  # muluh a5, a10, a15
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_9_2_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_9_2_square:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_9_2_square
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_9_2_square:
    data(3, 0x096122)  # s32i a2, a1, 36
    data(3, 0x00A022)  # movi a2, 0
    data(3, 0x824DD0)  # mull a4, a13, a13
    data(3, 0xA25DD0)  # muluh a5, a13, a13
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_10_5_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_10_5_square:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_10_5_square
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_10_5_square:
    data(3, 0x824CE0)  # mull a4, a12, a14
    data(3, 0xA25CE0)  # muluh a5, a12, a14
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_10_4_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_10_4_square:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_10_4_square
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_10_4_square:
    data(3, 0x824BF0)  # mull a4, a11, a15
    data(3, 0xA25BF0)  # muluh a5, a11, a15
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_10_3_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_10_3_square:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_10_3_square
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_10_3_square:
    data(3, 0x0A6132)  # s32i a3, a1, 40
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x314FD0)  # srai a4, a13, 31
    data(3, 0x1044E0)  # and a4, a4, a14
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, more_11
    data(3, 0x01C332)  # addi a3, a3, 1
    # more_11:
    data(3, 0x054FD0)  # extui a4, a13, 31, 1
    data(3, 0x11DDF0)  # slli a13, a13, 1
    data(3, 0x20DD60)  # or a13, a13, a6
    data(3, 0x206440)  # or a6, a4, a4
    data(3, 0x824DE0)  # mull a4, a13, a14
    data(3, 0xA25DE0)  # muluh a5, a13, a14
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_11_5_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_11_5_square:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_11_5_square
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_11_5_square:
    data(3, 0x824CF0)  # mull a4, a12, a15
    data(3, 0xA25CF0)  # muluh a5, a12, a15
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_11_4_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_11_4_square:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_11_4_square
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_11_4_square:
    data(3, 0x0B6172)  # s32i a7, a1, 44
    data(3, 0x00A072)  # movi a7, 0
    data(3, 0x824EE0)  # mull a4, a14, a14
    data(3, 0xA25EE0)  # muluh a5, a14, a14
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_12_6_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_12_6_square:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_12_6_square
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_12_6_square:
    data(3, 0x824DF0)  # mull a4, a13, a15
    data(3, 0xA25DF0)  # muluh a5, a13, a15
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_12_5_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_12_5_square:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_12_5_square
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_12_5_square:
    data(3, 0x0C6122)  # s32i a2, a1, 48
    data(3, 0x00A022)  # movi a2, 0
    data(3, 0x314FE0)  # srai a4, a14, 31
    data(3, 0x1044F0)  # and a4, a4, a15
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x11EEF0)  # slli a14, a14, 1
    data(3, 0x20EE60)  # or a14, a14, a6
    data(3, 0x824EF0)  # mull a4, a14, a15
    data(3, 0xA25EF0)  # muluh a5, a14, a15
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_13_6_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_13_6_square:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_13_6_square
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_13_6_square:
    data(3, 0x0D6132)  # s32i a3, a1, 52
    data(3, 0x824FF0)  # mull a4, a15, a15
    data(3, 0xA25FF0)  # muluh a5, a15, a15
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_14_7_square
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_14_7_square:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x0E6172)  # s32i a7, a1, 56
    data(3, 0x0F6122)  # s32i a2, a1, 60
    data(3, 0x01C346)  # j take_off
    # product:
    data(3, 0x106122)  # s32i a2, a1, 64
    data(3, 0x126142)  # s32i a4, a1, 72
    data(3, 0x002582)  # l32i a8, a5, 0
    data(3, 0x012592)  # l32i a9, a5, 4
    data(3, 0x0225A2)  # l32i a10, a5, 8
    data(3, 0x0325B2)  # l32i a11, a5, 12
    data(3, 0x0425C2)  # l32i a12, a5, 16
    data(3, 0x0525D2)  # l32i a13, a5, 20
    data(3, 0x0625E2)  # l32i a14, a5, 24
    data(3, 0x0725F2)  # l32i a15, a5, 28
    data(3, 0x002652)  # l32i a5, a6, 0
    data(3, 0x822850)  # mull a2, a8, a5
    data(3, 0xA23850)  # muluh a3, a8, a5
    data(3, 0x006122)  # s32i a2, a1, 0
    data(3, 0x00A072)  # movi a7, 0
    data(3, 0x00A022)  # movi a2, 0
    data(3, 0x012652)  # l32i a5, a6, 4
    data(3, 0x824850)  # mull a4, a8, a5
    data(3, 0xA25850)  # muluh a5, a8, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_1_0
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_1_0:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x002652)  # l32i a5, a6, 0
    data(3, 0x824950)  # mull a4, a9, a5
    data(3, 0xA25950)  # muluh a5, a9, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_1_1
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_1_1:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_1_1
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_1_1:
    data(3, 0x016132)  # s32i a3, a1, 4
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x022652)  # l32i a5, a6, 8
    data(3, 0x824850)  # mull a4, a8, a5
    data(3, 0xA25850)  # muluh a5, a8, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_2_0
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_2_0:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x012652)  # l32i a5, a6, 4
    data(3, 0x824950)  # mull a4, a9, a5
    data(3, 0xA25950)  # muluh a5, a9, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_2_1
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_2_1:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_2_1
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_2_1:
    data(3, 0x002652)  # l32i a5, a6, 0
    data(3, 0x824A50)  # mull a4, a10, a5
    data(3, 0xA25A50)  # muluh a5, a10, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_2_2
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_2_2:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_2_2
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_2_2:
    data(3, 0x026172)  # s32i a7, a1, 8
    data(3, 0x00A072)  # movi a7, 0
    data(3, 0x032652)  # l32i a5, a6, 12
    data(3, 0x824850)  # mull a4, a8, a5
    data(3, 0xA25850)  # muluh a5, a8, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_3_0
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_3_0:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_3_0
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_3_0:
    data(3, 0x022652)  # l32i a5, a6, 8
    data(3, 0x824950)  # mull a4, a9, a5
    data(3, 0xA25950)  # muluh a5, a9, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_3_1
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_3_1:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_3_1
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_3_1:
    data(3, 0x012652)  # l32i a5, a6, 4
    data(3, 0x824A50)  # mull a4, a10, a5
    data(3, 0xA25A50)  # muluh a5, a10, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_3_2
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_3_2:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_3_2
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_3_2:
    data(3, 0x002652)  # l32i a5, a6, 0
    data(3, 0x824B50)  # mull a4, a11, a5
    data(3, 0xA25B50)  # muluh a5, a11, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_3_3
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_3_3:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_3_3
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_3_3:
    data(3, 0x036122)  # s32i a2, a1, 12
    data(3, 0x00A022)  # movi a2, 0
    data(3, 0x042652)  # l32i a5, a6, 16
    data(3, 0x824850)  # mull a4, a8, a5
    data(3, 0xA25850)  # muluh a5, a8, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_4_0
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_4_0:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_4_0
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_4_0:
    data(3, 0x032652)  # l32i a5, a6, 12
    data(3, 0x824950)  # mull a4, a9, a5
    data(3, 0xA25950)  # muluh a5, a9, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_4_1
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_4_1:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_4_1
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_4_1:
    data(3, 0x022652)  # l32i a5, a6, 8
    data(3, 0x824A50)  # mull a4, a10, a5
    data(3, 0xA25A50)  # muluh a5, a10, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_4_2
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_4_2:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_4_2
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_4_2:
    data(3, 0x012652)  # l32i a5, a6, 4
    data(3, 0x824B50)  # mull a4, a11, a5
    data(3, 0xA25B50)  # muluh a5, a11, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_4_3
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_4_3:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_4_3
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_4_3:
    data(3, 0x002652)  # l32i a5, a6, 0
    data(3, 0x824C50)  # mull a4, a12, a5
    data(3, 0xA25C50)  # muluh a5, a12, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_4_4
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_4_4:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_4_4
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_4_4:
    data(3, 0x046132)  # s32i a3, a1, 16
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x052652)  # l32i a5, a6, 20
    data(3, 0x824850)  # mull a4, a8, a5
    data(3, 0xA25850)  # muluh a5, a8, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_5_0
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_5_0:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_5_0
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_5_0:
    data(3, 0x042652)  # l32i a5, a6, 16
    data(3, 0x824950)  # mull a4, a9, a5
    data(3, 0xA25950)  # muluh a5, a9, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_5_1
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_5_1:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_5_1
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_5_1:
    data(3, 0x032652)  # l32i a5, a6, 12
    data(3, 0x824A50)  # mull a4, a10, a5
    data(3, 0xA25A50)  # muluh a5, a10, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_5_2
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_5_2:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_5_2
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_5_2:
    data(3, 0x022652)  # l32i a5, a6, 8
    data(3, 0x824B50)  # mull a4, a11, a5
    data(3, 0xA25B50)  # muluh a5, a11, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_5_3
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_5_3:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_5_3
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_5_3:
    data(3, 0x012652)  # l32i a5, a6, 4
    data(3, 0x824C50)  # mull a4, a12, a5
    data(3, 0xA25C50)  # muluh a5, a12, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_5_4
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_5_4:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_5_4
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_5_4:
    data(3, 0x002652)  # l32i a5, a6, 0
    data(3, 0x824D50)  # mull a4, a13, a5
    data(3, 0xA25D50)  # muluh a5, a13, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_5_5
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_5_5:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_5_5
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_5_5:
    data(3, 0x056172)  # s32i a7, a1, 20
    data(3, 0x00A072)  # movi a7, 0
    data(3, 0x062652)  # l32i a5, a6, 24
    data(3, 0x824850)  # mull a4, a8, a5
    data(3, 0xA25850)  # muluh a5, a8, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_6_0
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_6_0:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_6_0
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_6_0:
    data(3, 0x052652)  # l32i a5, a6, 20
    data(3, 0x824950)  # mull a4, a9, a5
    data(3, 0xA25950)  # muluh a5, a9, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_6_1
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_6_1:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_6_1
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_6_1:
    data(3, 0x042652)  # l32i a5, a6, 16
    data(3, 0x824A50)  # mull a4, a10, a5
    data(3, 0xA25A50)  # muluh a5, a10, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_6_2
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_6_2:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_6_2
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_6_2:
    data(3, 0x032652)  # l32i a5, a6, 12
    data(3, 0x824B50)  # mull a4, a11, a5
    data(3, 0xA25B50)  # muluh a5, a11, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_6_3
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_6_3:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_6_3
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_6_3:
    data(3, 0x022652)  # l32i a5, a6, 8
    data(3, 0x824C50)  # mull a4, a12, a5
    data(3, 0xA25C50)  # muluh a5, a12, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_6_4
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_6_4:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_6_4
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_6_4:
    data(3, 0x012652)  # l32i a5, a6, 4
    data(3, 0x824D50)  # mull a4, a13, a5
    data(3, 0xA25D50)  # muluh a5, a13, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_6_5
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_6_5:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_6_5
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_6_5:
    data(3, 0x002652)  # l32i a5, a6, 0
    data(3, 0x824E50)  # mull a4, a14, a5
    data(3, 0xA25E50)  # muluh a5, a14, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_6_6
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_6_6:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_6_6
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_6_6:
    data(3, 0x066122)  # s32i a2, a1, 24
    data(3, 0x00A022)  # movi a2, 0
    data(3, 0x072652)  # l32i a5, a6, 28
    data(3, 0x824850)  # mull a4, a8, a5
    data(3, 0xA25850)  # muluh a5, a8, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_7_0
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_7_0:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_7_0
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_7_0:
    data(3, 0x062652)  # l32i a5, a6, 24
    data(3, 0x824950)  # mull a4, a9, a5
    data(3, 0xA25950)  # muluh a5, a9, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_7_1
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_7_1:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_7_1
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_7_1:
    data(3, 0x052652)  # l32i a5, a6, 20
    data(3, 0x824A50)  # mull a4, a10, a5
    data(3, 0xA25A50)  # muluh a5, a10, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_7_2
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_7_2:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_7_2
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_7_2:
    data(3, 0x042652)  # l32i a5, a6, 16
    data(3, 0x824B50)  # mull a4, a11, a5
    data(3, 0xA25B50)  # muluh a5, a11, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_7_3
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_7_3:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_7_3
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_7_3:
    data(3, 0x032652)  # l32i a5, a6, 12
    data(3, 0x824C50)  # mull a4, a12, a5
    data(3, 0xA25C50)  # muluh a5, a12, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_7_4
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_7_4:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_7_4
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_7_4:
    data(3, 0x022652)  # l32i a5, a6, 8
    data(3, 0x824D50)  # mull a4, a13, a5
    data(3, 0xA25D50)  # muluh a5, a13, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_7_5
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_7_5:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_7_5
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_7_5:
    data(3, 0x012652)  # l32i a5, a6, 4
    data(3, 0x824E50)  # mull a4, a14, a5
    data(3, 0xA25E50)  # muluh a5, a14, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_7_6
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_7_6:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_7_6
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_7_6:
    data(3, 0x002652)  # l32i a5, a6, 0
    data(3, 0x824F50)  # mull a4, a15, a5
    data(3, 0xA25F50)  # muluh a5, a15, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_7_7
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_7_7:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_7_7
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_7_7:
    data(3, 0x076132)  # s32i a3, a1, 28
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x072652)  # l32i a5, a6, 28
    data(3, 0x824950)  # mull a4, a9, a5
    data(3, 0xA25950)  # muluh a5, a9, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_8_1
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_8_1:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_8_1
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_8_1:
    data(3, 0x062652)  # l32i a5, a6, 24
    data(3, 0x824A50)  # mull a4, a10, a5
    data(3, 0xA25A50)  # muluh a5, a10, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_8_2
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_8_2:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_8_2
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_8_2:
    data(3, 0x052652)  # l32i a5, a6, 20
    data(3, 0x824B50)  # mull a4, a11, a5
    data(3, 0xA25B50)  # muluh a5, a11, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_8_3
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_8_3:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_8_3
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_8_3:
    data(3, 0x042652)  # l32i a5, a6, 16
    data(3, 0x824C50)  # mull a4, a12, a5
    data(3, 0xA25C50)  # muluh a5, a12, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_8_4
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_8_4:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_8_4
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_8_4:
    data(3, 0x032652)  # l32i a5, a6, 12
    data(3, 0x824D50)  # mull a4, a13, a5
    data(3, 0xA25D50)  # muluh a5, a13, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_8_5
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_8_5:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_8_5
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_8_5:
    data(3, 0x022652)  # l32i a5, a6, 8
    data(3, 0x824E50)  # mull a4, a14, a5
    data(3, 0xA25E50)  # muluh a5, a14, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_8_6
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_8_6:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_8_6
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_8_6:
    data(3, 0x012652)  # l32i a5, a6, 4
    data(3, 0x824F50)  # mull a4, a15, a5
    data(3, 0xA25F50)  # muluh a5, a15, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_8_7
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_8_7:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_8_7
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_8_7:
    data(3, 0x086172)  # s32i a7, a1, 32
    data(3, 0x00A072)  # movi a7, 0
    data(3, 0x072652)  # l32i a5, a6, 28
    data(3, 0x824A50)  # mull a4, a10, a5
    data(3, 0xA25A50)  # muluh a5, a10, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_9_2
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_9_2:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_9_2
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_9_2:
    data(3, 0x062652)  # l32i a5, a6, 24
    data(3, 0x824B50)  # mull a4, a11, a5
    data(3, 0xA25B50)  # muluh a5, a11, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_9_3
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_9_3:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_9_3
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_9_3:
    data(3, 0x052652)  # l32i a5, a6, 20
    data(3, 0x824C50)  # mull a4, a12, a5
    data(3, 0xA25C50)  # muluh a5, a12, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_9_4
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_9_4:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_9_4
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_9_4:
    data(3, 0x042652)  # l32i a5, a6, 16
    data(3, 0x824D50)  # mull a4, a13, a5
    data(3, 0xA25D50)  # muluh a5, a13, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_9_5
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_9_5:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_9_5
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_9_5:
    data(3, 0x032652)  # l32i a5, a6, 12
    data(3, 0x824E50)  # mull a4, a14, a5
    data(3, 0xA25E50)  # muluh a5, a14, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_9_6
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_9_6:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_9_6
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_9_6:
    data(3, 0x022652)  # l32i a5, a6, 8
    data(3, 0x824F50)  # mull a4, a15, a5
    data(3, 0xA25F50)  # muluh a5, a15, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_9_7
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_9_7:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_9_7
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_9_7:
    data(3, 0x096122)  # s32i a2, a1, 36
    data(3, 0x00A022)  # movi a2, 0
    data(3, 0x072652)  # l32i a5, a6, 28
    data(3, 0x824B50)  # mull a4, a11, a5
    data(3, 0xA25B50)  # muluh a5, a11, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_10_3
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_10_3:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_10_3
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_10_3:
    data(3, 0x062652)  # l32i a5, a6, 24
    data(3, 0x824C50)  # mull a4, a12, a5
    data(3, 0xA25C50)  # muluh a5, a12, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_10_4
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_10_4:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_10_4
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_10_4:
    data(3, 0x052652)  # l32i a5, a6, 20
    data(3, 0x824D50)  # mull a4, a13, a5
    data(3, 0xA25D50)  # muluh a5, a13, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_10_5
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_10_5:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_10_5
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_10_5:
    data(3, 0x042652)  # l32i a5, a6, 16
    data(3, 0x824E50)  # mull a4, a14, a5
    data(3, 0xA25E50)  # muluh a5, a14, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_10_6
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_10_6:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_10_6
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_10_6:
    data(3, 0x032652)  # l32i a5, a6, 12
    data(3, 0x824F50)  # mull a4, a15, a5
    data(3, 0xA25F50)  # muluh a5, a15, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_10_7
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_10_7:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_10_7
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_10_7:
    data(3, 0x0A6132)  # s32i a3, a1, 40
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x072652)  # l32i a5, a6, 28
    data(3, 0x824C50)  # mull a4, a12, a5
    data(3, 0xA25C50)  # muluh a5, a12, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_11_4
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_11_4:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_11_4
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_11_4:
    data(3, 0x062652)  # l32i a5, a6, 24
    data(3, 0x824D50)  # mull a4, a13, a5
    data(3, 0xA25D50)  # muluh a5, a13, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_11_5
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_11_5:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_11_5
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_11_5:
    data(3, 0x052652)  # l32i a5, a6, 20
    data(3, 0x824E50)  # mull a4, a14, a5
    data(3, 0xA25E50)  # muluh a5, a14, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_11_6
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_11_6:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_11_6
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_11_6:
    data(3, 0x042652)  # l32i a5, a6, 16
    data(3, 0x824F50)  # mull a4, a15, a5
    data(3, 0xA25F50)  # muluh a5, a15, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_11_7
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_11_7:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x02B257)  # bgeu a2, a5, middle_11_7
    data(3, 0x01C332)  # addi a3, a3, 1
    # middle_11_7:
    data(3, 0x0B6172)  # s32i a7, a1, 44
    data(3, 0x00A072)  # movi a7, 0
    data(3, 0x072652)  # l32i a5, a6, 28
    data(3, 0x824D50)  # mull a4, a13, a5
    data(3, 0xA25D50)  # muluh a5, a13, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_12_5
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_12_5:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_12_5
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_12_5:
    data(3, 0x062652)  # l32i a5, a6, 24
    data(3, 0x824E50)  # mull a4, a14, a5
    data(3, 0xA25E50)  # muluh a5, a14, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_12_6
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_12_6:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_12_6
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_12_6:
    data(3, 0x052652)  # l32i a5, a6, 20
    data(3, 0x824F50)  # mull a4, a15, a5
    data(3, 0xA25F50)  # muluh a5, a15, a5
    data(3, 0x802240)  # add a2, a2, a4
    data(3, 0x02B247)  # bgeu a2, a4, low_12_7
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_12_7:
    data(3, 0x803350)  # add a3, a3, a5
    data(3, 0x02B357)  # bgeu a3, a5, middle_12_7
    data(3, 0x01C772)  # addi a7, a7, 1
    # middle_12_7:
    data(3, 0x0C6122)  # s32i a2, a1, 48
    data(3, 0x00A022)  # movi a2, 0
    data(3, 0x072652)  # l32i a5, a6, 28
    data(3, 0x824E50)  # mull a4, a14, a5
    data(3, 0xA25E50)  # muluh a5, a14, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_13_6
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_13_6:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x062652)  # l32i a5, a6, 24
    data(3, 0x824F50)  # mull a4, a15, a5
    data(3, 0xA25F50)  # muluh a5, a15, a5
    data(3, 0x803340)  # add a3, a3, a4
    data(3, 0x02B347)  # bgeu a3, a4, low_13_7
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_13_7:
    data(3, 0x807750)  # add a7, a7, a5
    data(3, 0x02B757)  # bgeu a7, a5, middle_13_7
    data(3, 0x01C222)  # addi a2, a2, 1
    # middle_13_7:
    data(3, 0x0D6132)  # s32i a3, a1, 52
    data(3, 0x072652)  # l32i a5, a6, 28
    data(3, 0x824F50)  # mull a4, a15, a5
    data(3, 0xA25F50)  # muluh a5, a15, a5
    data(3, 0x807740)  # add a7, a7, a4
    data(3, 0x02B747)  # bgeu a7, a4, low_14_7
    data(3, 0x01C552)  # addi a5, a5, 1
    # low_14_7:
    data(3, 0x802250)  # add a2, a2, a5
    data(3, 0x0E6172)  # s32i a7, a1, 56
    data(3, 0x0F6122)  # s32i a2, a1, 60
    # take_off:
    data(3, 0x002182)  # l32i a8, a1, 0
    data(3, 0x012192)  # l32i a9, a1, 4
    data(3, 0x022122)  # l32i a2, a1, 8
    data(3, 0x00A032)  # movi a3, 0
    data(3, 0x802280)  # add a2, a2, a8
    data(3, 0x02B287)  # bgeu a2, a8, plus_2_2
    data(3, 0x01C332)  # addi a3, a3, 1
    # plus_2_2:
    data(3, 0x20A220)  # or a10, a2, a2
    data(3, 0x032122)  # l32i a2, a1, 12
    data(3, 0x00A072)  # movi a7, 0
    data(3, 0x802230)  # add a2, a2, a3
    data(3, 0x02B237)  # bgeu a2, a3, column_3
    data(3, 0x01C772)  # addi a7, a7, 1
    # column_3:
    data(3, 0x802290)  # add a2, a2, a9
    data(3, 0x02B297)  # bgeu a2, a9, plus_2_3
    data(3, 0x01C772)  # addi a7, a7, 1
    # plus_2_3:
    data(3, 0x02B287)  # bgeu a2, a8, minus_3_3
    data(3, 0xFFC772)  # addi a7, a7, -1
    # minus_3_3:
    data(3, 0xC02280)  # sub a2, a2, a8
    data(3, 0x20B220)  # or a11, a2, a2
    data(3, 0x042122)  # l32i a2, a1, 16
    data(3, 0x313F70)  # srai a3, a7, 31
    data(3, 0x802270)  # add a2, a2, a7
    data(3, 0x02B277)  # bgeu a2, a7, column_4
    data(3, 0x01C332)  # addi a3, a3, 1
    # column_4:
    data(3, 0x8022A0)  # add a2, a2, a10
    data(3, 0x02B2A7)  # bgeu a2, a10, plus_2_4
    data(3, 0x01C332)  # addi a3, a3, 1
    # plus_2_4:
    data(3, 0x02B297)  # bgeu a2, a9, minus_3_4
    data(3, 0xFFC332)  # addi a3, a3, -1
    # minus_3_4:
    data(3, 0xC02290)  # sub a2, a2, a9
    data(3, 0x20C220)  # or a12, a2, a2
    data(3, 0x052122)  # l32i a2, a1, 20
    data(3, 0x317F30)  # srai a7, a3, 31
    data(3, 0x802230)  # add a2, a2, a3
    data(3, 0x02B237)  # bgeu a2, a3, column_5
    data(3, 0x01C772)  # addi a7, a7, 1
    # column_5:
    data(3, 0x8022B0)  # add a2, a2, a11
    data(3, 0x02B2B7)  # bgeu a2, a11, plus_2_5
    data(3, 0x01C772)  # addi a7, a7, 1
    # plus_2_5:
    data(3, 0x02B2A7)  # bgeu a2, a10, minus_3_5
    data(3, 0xFFC772)  # addi a7, a7, -1
    # minus_3_5:
    data(3, 0xC022A0)  # sub a2, a2, a10
    data(3, 0x20D220)  # or a13, a2, a2
    data(3, 0x062122)  # l32i a2, a1, 24
    data(3, 0x313F70)  # srai a3, a7, 31
    data(3, 0x802270)  # add a2, a2, a7
    data(3, 0x02B277)  # bgeu a2, a7, column_6
    data(3, 0x01C332)  # addi a3, a3, 1
    # column_6:
    data(3, 0x8022C0)  # add a2, a2, a12
    data(3, 0x02B2C7)  # bgeu a2, a12, plus_2_6
    data(3, 0x01C332)  # addi a3, a3, 1
    # plus_2_6:
    data(3, 0x02B2B7)  # bgeu a2, a11, minus_3_6
    data(3, 0xFFC332)  # addi a3, a3, -1
    # minus_3_6:
    data(3, 0xC022B0)  # sub a2, a2, a11
    data(3, 0x20E220)  # or a14, a2, a2
    data(3, 0x072122)  # l32i a2, a1, 28
    data(3, 0x317F30)  # srai a7, a3, 31
    data(3, 0x802230)  # add a2, a2, a3
    data(3, 0x02B237)  # bgeu a2, a3, column_7
    data(3, 0x01C772)  # addi a7, a7, 1
    # column_7:
    data(3, 0x8022D0)  # add a2, a2, a13
    data(3, 0x02B2D7)  # bgeu a2, a13, plus_2_7
    data(3, 0x01C772)  # addi a7, a7, 1
    # plus_2_7:
    data(3, 0x02B2C7)  # bgeu a2, a12, minus_3_7
    data(3, 0xFFC772)  # addi a7, a7, -1
    # minus_3_7:
    data(3, 0xC022C0)  # sub a2, a2, a12
    data(3, 0x02B287)  # bgeu a2, a8, minus_7_7
    data(3, 0xFFC772)  # addi a7, a7, -1
    # minus_7_7:
    data(3, 0xC02280)  # sub a2, a2, a8
    data(3, 0x20F220)  # or a15, a2, a2
    data(3, 0x082122)  # l32i a2, a1, 32
    data(3, 0x313F70)  # srai a3, a7, 31
    data(3, 0x802270)  # add a2, a2, a7
    data(3, 0x02B277)  # bgeu a2, a7, column_8
    data(3, 0x01C332)  # addi a3, a3, 1
    # column_8:
    data(3, 0x8022E0)  # add a2, a2, a14
    data(3, 0x02B2E7)  # bgeu a2, a14, plus_2_8
    data(3, 0x01C332)  # addi a3, a3, 1
    # plus_2_8:
    data(3, 0x802280)  # add a2, a2, a8
    data(3, 0x02B287)  # bgeu a2, a8, plus_8_8
    data(3, 0x01C332)  # addi a3, a3, 1
    # plus_8_8:
    data(3, 0x02B2D7)  # bgeu a2, a13, minus_3_8
    data(3, 0xFFC332)  # addi a3, a3, -1
    # minus_3_8:
    data(3, 0xC022D0)  # sub a2, a2, a13
    data(3, 0x02B297)  # bgeu a2, a9, minus_7_8
    data(3, 0xFFC332)  # addi a3, a3, -1
    # minus_7_8:
    data(3, 0xC02290)  # sub a2, a2, a9
    data(3, 0x208220)  # or a8, a2, a2
    data(3, 0x092122)  # l32i a2, a1, 36
    data(3, 0x317F30)  # srai a7, a3, 31
    data(3, 0x802230)  # add a2, a2, a3
    data(3, 0x02B237)  # bgeu a2, a3, column_9
    data(3, 0x01C772)  # addi a7, a7, 1
    # column_9:
    data(3, 0x8022F0)  # add a2, a2, a15
    data(3, 0x02B2F7)  # bgeu a2, a15, plus_2_9
    data(3, 0x01C772)  # addi a7, a7, 1
    # plus_2_9:
    data(3, 0x802290)  # add a2, a2, a9
    data(3, 0x02B297)  # bgeu a2, a9, plus_8_9
    data(3, 0x01C772)  # addi a7, a7, 1
    # plus_8_9:
    data(3, 0x02B2E7)  # bgeu a2, a14, minus_3_9
    data(3, 0xFFC772)  # addi a7, a7, -1
    # minus_3_9:
    data(3, 0xC022E0)  # sub a2, a2, a14
    data(3, 0x02B2A7)  # bgeu a2, a10, minus_7_9
    data(3, 0xFFC772)  # addi a7, a7, -1
    # minus_7_9:
    data(3, 0xC022A0)  # sub a2, a2, a10
    data(3, 0x209220)  # or a9, a2, a2
    data(3, 0x0A2122)  # l32i a2, a1, 40
    data(3, 0x313F70)  # srai a3, a7, 31
    data(3, 0x802270)  # add a2, a2, a7
    data(3, 0x02B277)  # bgeu a2, a7, column_10
    data(3, 0x01C332)  # addi a3, a3, 1
    # column_10:
    data(3, 0x8022A0)  # add a2, a2, a10
    data(3, 0x02B2A7)  # bgeu a2, a10, plus_8_10
    data(3, 0x01C332)  # addi a3, a3, 1
    # plus_8_10:
    data(3, 0x02B2F7)  # bgeu a2, a15, minus_3_10
    data(3, 0xFFC332)  # addi a3, a3, -1
    # minus_3_10:
    data(3, 0xC022F0)  # sub a2, a2, a15
    data(3, 0x02B2B7)  # bgeu a2, a11, minus_7_10
    data(3, 0xFFC332)  # addi a3, a3, -1
    # minus_7_10:
    data(3, 0xC022B0)  # sub a2, a2, a11
    data(3, 0x20A220)  # or a10, a2, a2
    data(3, 0x0B2122)  # l32i a2, a1, 44
    data(3, 0x317F30)  # srai a7, a3, 31
    data(3, 0x802230)  # add a2, a2, a3
    data(3, 0x02B237)  # bgeu a2, a3, column_11
    data(3, 0x01C772)  # addi a7, a7, 1
    # column_11:
    data(3, 0x8022B0)  # add a2, a2, a11
    data(3, 0x02B2B7)  # bgeu a2, a11, plus_8_11
    data(3, 0x01C772)  # addi a7, a7, 1
    # plus_8_11:
    data(3, 0x02B2C7)  # bgeu a2, a12, minus_7_11
    data(3, 0xFFC772)  # addi a7, a7, -1
    # minus_7_11:
    data(3, 0xC022C0)  # sub a2, a2, a12
    data(3, 0x20B220)  # or a11, a2, a2
    data(3, 0x0C2122)  # l32i a2, a1, 48
    data(3, 0x313F70)  # srai a3, a7, 31
    data(3, 0x802270)  # add a2, a2, a7
    data(3, 0x02B277)  # bgeu a2, a7, column_12
    data(3, 0x01C332)  # addi a3, a3, 1
    # column_12:
    data(3, 0x8022C0)  # add a2, a2, a12
    data(3, 0x02B2C7)  # bgeu a2, a12, plus_8_12
    data(3, 0x01C332)  # addi a3, a3, 1
    # plus_8_12:
    data(3, 0x02B2D7)  # bgeu a2, a13, minus_7_12
    data(3, 0xFFC332)  # addi a3, a3, -1
    # minus_7_12:
    data(3, 0xC022D0)  # sub a2, a2, a13
    data(3, 0x20C220)  # or a12, a2, a2
    data(3, 0x0D2122)  # l32i a2, a1, 52
    data(3, 0x317F30)  # srai a7, a3, 31
    data(3, 0x802230)  # add a2, a2, a3
    data(3, 0x02B237)  # bgeu a2, a3, column_13
    data(3, 0x01C772)  # addi a7, a7, 1
    # column_13:
    data(3, 0x8022D0)  # add a2, a2, a13
    data(3, 0x02B2D7)  # bgeu a2, a13, plus_8_13
    data(3, 0x01C772)  # addi a7, a7, 1
    # plus_8_13:
    data(3, 0x02B2E7)  # bgeu a2, a14, minus_7_13
    data(3, 0xFFC772)  # addi a7, a7, -1
    # minus_7_13:
    data(3, 0xC022E0)  # sub a2, a2, a14
    data(3, 0x20D220)  # or a13, a2, a2
    data(3, 0x0E2122)  # l32i a2, a1, 56
    data(3, 0x313F70)  # srai a3, a7, 31
    data(3, 0x802270)  # add a2, a2, a7
    data(3, 0x02B277)  # bgeu a2, a7, column_14
    data(3, 0x01C332)  # addi a3, a3, 1
    # column_14:
    data(3, 0x8022E0)  # add a2, a2, a14
    data(3, 0x02B2E7)  # bgeu a2, a14, plus_8_14
    data(3, 0x01C332)  # addi a3, a3, 1
    # plus_8_14:
    data(3, 0x02B2F7)  # bgeu a2, a15, minus_7_14
    data(3, 0xFFC332)  # addi a3, a3, -1
    # minus_7_14:
    data(3, 0xC022F0)  # sub a2, a2, a15
    data(3, 0x20E220)  # or a14, a2, a2
    data(3, 0x0F2122)  # l32i a2, a1, 60
    data(3, 0x317F30)  # srai a7, a3, 31
    data(3, 0x802230)  # add a2, a2, a3
    data(3, 0x02B237)  # bgeu a2, a3, column_15
    data(3, 0x01C772)  # addi a7, a7, 1
    # column_15:
    data(3, 0x8022F0)  # add a2, a2, a15
    data(3, 0x02B2F7)  # bgeu a2, a15, plus_8_15
    data(3, 0x01C772)  # addi a7, a7, 1
    # plus_8_15:
    data(3, 0x20F220)  # or a15, a2, a2
    data(3, 0x122142)  # l32i a4, a1, 72
    # reduced:
    data(3, 0x006482)  # s32i a8, a4, 0
    data(3, 0x016492)  # s32i a9, a4, 4
    data(3, 0x0264A2)  # s32i a10, a4, 8
    data(3, 0x0364B2)  # s32i a11, a4, 12
    data(3, 0x0464C2)  # s32i a12, a4, 16
    data(3, 0x0564D2)  # s32i a13, a4, 20
    data(3, 0x0664E2)  # s32i a14, a4, 24
    data(3, 0x0764F2)  # s32i a15, a4, 28
    data(3, 0x008756)  # bnez a7, less_p
    data(3, 0xFEAF32)  # movi a3, -2
    data(3, 0x02BF37)  # bgeu a15, a3, less_p
    data(3, 0x001A06)  # j done
    # less_p:
    data(3, 0x01A022)  # movi a2, 1
    data(3, 0x01C882)  # addi a8, a8, 1
    data(3, 0x002816)  # beqz a8, first_carried
    data(3, 0x00A022)  # movi a2, 0
    # first_carried:
    data(3, 0x809920)  # add a9, a9, a2
    data(3, 0x023927)  # bltu a9, a2, carry_1
    data(3, 0x00A022)  # movi a2, 0
    # carry_1:
    data(3, 0x008256)  # bnez a2, third_kept
    data(3, 0x002A16)  # beqz a10, third_zero
    data(3, 0x01A022)  # movi a2, 1
    # third_zero:
    data(3, 0xFFCAA2)  # addi a10, a10, -1
    # third_kept:
    data(3, 0x80BB20)  # add a11, a11, a2
    data(3, 0x023B27)  # bltu a11, a2, carry_3
    data(3, 0x00A022)  # movi a2, 0
    # carry_3:
    data(3, 0x80CC20)  # add a12, a12, a2
    data(3, 0x023C27)  # bltu a12, a2, carry_4
    data(3, 0x00A022)  # movi a2, 0
    # carry_4:
    data(3, 0x80DD20)  # add a13, a13, a2
    data(3, 0x023D27)  # bltu a13, a2, carry_5
    data(3, 0x00A022)  # movi a2, 0
    # carry_5:
    data(3, 0x80EE20)  # add a14, a14, a2
    data(3, 0x023E27)  # bltu a14, a2, carry_6
    data(3, 0x00A022)  # movi a2, 0
    # carry_6:
    data(3, 0x01C222)  # addi a2, a2, 1
    data(3, 0x80FF20)  # add a15, a15, a2
    data(3, 0x023F27)  # bltu a15, a2, store
    data(3, 0x017716)  # beqz a7, done
    # store:
    data(3, 0x006482)  # s32i a8, a4, 0
    data(3, 0x016492)  # s32i a9, a4, 4
    data(3, 0x0264A2)  # s32i a10, a4, 8
    data(3, 0x0364B2)  # s32i a11, a4, 12
    data(3, 0x0464C2)  # s32i a12, a4, 16
    data(3, 0x0564D2)  # s32i a13, a4, 20
    data(3, 0x0664E2)  # s32i a14, a4, 24
    data(3, 0x0764F2)  # s32i a15, a4, 28
    # done:
    data(3, 0x112132)  # l32i a3, a1, 68
    data(3, 0x102122)  # l32i a2, a1, 64
    data(3, 0xFBB506)  # j next
