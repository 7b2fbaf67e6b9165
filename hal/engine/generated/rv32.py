"""The field machine (see program.py) for RV32IM.

Written by `make kernels` from sim/codegen/rv32.py, which explains it; change it there.
Length: a listing, an instruction a line.
"""

import micropython

R_BITS = 256


@micropython.asm_rv32
def run(a0, a1, a2):
    data(4, 0xFB010113)  # addi sp, sp, -80
    data(4, 0x00112C23)  # sw ra, 24(sp)
    data(4, 0x00812E23)  # sw s0, 28(sp)
    data(4, 0x02912023)  # sw s1, 32(sp)
    data(4, 0x03212223)  # sw s2, 36(sp)
    data(4, 0x03312423)  # sw s3, 40(sp)
    data(4, 0x03412623)  # sw s4, 44(sp)
    data(4, 0x03512823)  # sw s5, 48(sp)
    data(4, 0x03612A23)  # sw s6, 52(sp)
    data(4, 0x03712C23)  # sw s7, 56(sp)
    data(4, 0x03812E23)  # sw s8, 60(sp)
    data(4, 0x05912023)  # sw s9, 64(sp)
    data(4, 0x05A12223)  # sw s10, 68(sp)
    data(4, 0x05B12423)  # sw s11, 72(sp)
    data(4, 0x00A12023)  # sw a0, 0(sp)
    data(4, 0x00058413)  # addi s0, a1, 0
    data(4, 0x00C504B3)  # add s1, a0, a2
    # next:
    data(4, 0x0004A283)  # lw t0, 0(s1)
    data(4, 0x00448493)  # addi s1, s1, 4
    data(4, 0x0082D313)  # srli t1, t0, 8
    data(4, 0x0FF37313)  # andi t1, t1, 255
    data(4, 0x00531313)  # slli t1, t1, 5
    data(4, 0x00830333)  # add t1, t1, s0
    data(4, 0x0102D393)  # srli t2, t0, 16
    data(4, 0x0FF3F393)  # andi t2, t2, 255
    data(4, 0x00539393)  # slli t2, t2, 5
    data(4, 0x008383B3)  # add t2, t2, s0
    data(4, 0x0182DE13)  # srli t3, t0, 24
    data(4, 0x005E1E13)  # slli t3, t3, 5
    data(4, 0x008E0E33)  # add t3, t3, s0
    data(4, 0x0FF2FE93)  # andi t4, t0, 255
    data(4, 0xFFFE8F13)  # addi t5, t4, -1
    data(4, 0x000F1463)  # bne t5, zero, no_product
    data(4, 0x3E00006F)  # j product
    # no_product:
    data(4, 0xFF9E8F13)  # addi t5, t4, -7
    data(4, 0x000F1463)  # bne t5, zero, no_square
    data(4, 0x6990006F)  # j square
    # no_square:
    data(4, 0xFFDE8F13)  # addi t5, t4, -3
    data(4, 0x1A0F0663)  # beq t5, zero, subtraction
    data(4, 0xFFEE8F13)  # addi t5, t4, -2
    data(4, 0x020F0063)  # beq t5, zero, addition
    data(4, 0xFFAE8F13)  # addi t5, t4, -6
    data(4, 0x320F0063)  # beq t5, zero, load
    data(4, 0xFFBE8F13)  # addi t5, t4, -5
    data(4, 0x340F0E63)  # beq t5, zero, return
    data(4, 0xFFCE8F13)  # addi t5, t4, -4
    data(4, 0x2E0F0463)  # beq t5, zero, call
    data(4, 0x36C0006F)  # j halt
    # addition:
    data(4, 0x0003A503)  # lw a0, 0(t2)
    data(4, 0x0043A583)  # lw a1, 4(t2)
    data(4, 0x0083A603)  # lw a2, 8(t2)
    data(4, 0x00C3A683)  # lw a3, 12(t2)
    data(4, 0x0103A703)  # lw a4, 16(t2)
    data(4, 0x0143A783)  # lw a5, 20(t2)
    data(4, 0x0183A803)  # lw a6, 24(t2)
    data(4, 0x01C3A883)  # lw a7, 28(t2)
    data(4, 0x000E2E83)  # lw t4, 0(t3)
    data(4, 0x01D50533)  # add a0, a0, t4
    data(4, 0x01D53F33)  # sltu t5, a0, t4
    data(4, 0x004E2E83)  # lw t4, 4(t3)
    data(4, 0x01D585B3)  # add a1, a1, t4
    data(4, 0x01D5BFB3)  # sltu t6, a1, t4
    data(4, 0x01E585B3)  # add a1, a1, t5
    data(4, 0x01E5BF33)  # sltu t5, a1, t5
    data(4, 0x01FF6F33)  # or t5, t5, t6
    data(4, 0x008E2E83)  # lw t4, 8(t3)
    data(4, 0x01D60633)  # add a2, a2, t4
    data(4, 0x01D63FB3)  # sltu t6, a2, t4
    data(4, 0x01E60633)  # add a2, a2, t5
    data(4, 0x01E63F33)  # sltu t5, a2, t5
    data(4, 0x01FF6F33)  # or t5, t5, t6
    data(4, 0x00CE2E83)  # lw t4, 12(t3)
    data(4, 0x01D686B3)  # add a3, a3, t4
    data(4, 0x01D6BFB3)  # sltu t6, a3, t4
    data(4, 0x01E686B3)  # add a3, a3, t5
    data(4, 0x01E6BF33)  # sltu t5, a3, t5
    data(4, 0x01FF6F33)  # or t5, t5, t6
    data(4, 0x010E2E83)  # lw t4, 16(t3)
    data(4, 0x01D70733)  # add a4, a4, t4
    data(4, 0x01D73FB3)  # sltu t6, a4, t4
    data(4, 0x01E70733)  # add a4, a4, t5
    data(4, 0x01E73F33)  # sltu t5, a4, t5
    data(4, 0x01FF6F33)  # or t5, t5, t6
    data(4, 0x014E2E83)  # lw t4, 20(t3)
    data(4, 0x01D787B3)  # add a5, a5, t4
    data(4, 0x01D7BFB3)  # sltu t6, a5, t4
    data(4, 0x01E787B3)  # add a5, a5, t5
    data(4, 0x01E7BF33)  # sltu t5, a5, t5
    data(4, 0x01FF6F33)  # or t5, t5, t6
    data(4, 0x018E2E83)  # lw t4, 24(t3)
    data(4, 0x01D80833)  # add a6, a6, t4
    data(4, 0x01D83FB3)  # sltu t6, a6, t4
    data(4, 0x01E80833)  # add a6, a6, t5
    data(4, 0x01E83F33)  # sltu t5, a6, t5
    data(4, 0x01FF6F33)  # or t5, t5, t6
    data(4, 0x01CE2E83)  # lw t4, 28(t3)
    data(4, 0x01D888B3)  # add a7, a7, t4
    data(4, 0x01D8BFB3)  # sltu t6, a7, t4
    data(4, 0x01E888B3)  # add a7, a7, t5
    data(4, 0x01E8BF33)  # sltu t5, a7, t5
    data(4, 0x01FF6F33)  # or t5, t5, t6
    data(4, 0x000F0393)  # addi t2, t5, 0
    data(4, 0x00A32023)  # sw a0, 0(t1)
    data(4, 0x00B32223)  # sw a1, 4(t1)
    data(4, 0x00C32423)  # sw a2, 8(t1)
    data(4, 0x00D32623)  # sw a3, 12(t1)
    data(4, 0x00E32823)  # sw a4, 16(t1)
    data(4, 0x00F32A23)  # sw a5, 20(t1)
    data(4, 0x01032C23)  # sw a6, 24(t1)
    data(4, 0x01132E23)  # sw a7, 28(t1)
    data(4, 0xFFE8BE13)  # sltiu t3, a7, -2
    data(4, 0x000E0463)  # beq t3, zero, sum_careful
    data(4, 0x08038063)  # beq t2, zero, below
    # sum_careful:
    data(4, 0xFFF00F93)  # addi t6, zero, -1
    data(4, 0x00150513)  # addi a0, a0, 1
    data(4, 0x00153E93)  # sltiu t4, a0, 1
    data(4, 0x01D585B3)  # add a1, a1, t4
    data(4, 0x01D5BEB3)  # sltu t4, a1, t4
    data(4, 0x01F60633)  # add a2, a2, t6
    data(4, 0x01F63F33)  # sltu t5, a2, t6
    data(4, 0x01D60633)  # add a2, a2, t4
    data(4, 0x01D63E33)  # sltu t3, a2, t4
    data(4, 0x01EE6E33)  # or t3, t3, t5
    data(4, 0x01C686B3)  # add a3, a3, t3
    data(4, 0x01C6BE33)  # sltu t3, a3, t3
    data(4, 0x01C70733)  # add a4, a4, t3
    data(4, 0x01C73E33)  # sltu t3, a4, t3
    data(4, 0x01C787B3)  # add a5, a5, t3
    data(4, 0x01C7BE33)  # sltu t3, a5, t3
    data(4, 0x01C80833)  # add a6, a6, t3
    data(4, 0x01C83E33)  # sltu t3, a6, t3
    data(4, 0x001E0E13)  # addi t3, t3, 1
    data(4, 0x01C888B3)  # add a7, a7, t3
    data(4, 0x01C8BE33)  # sltu t3, a7, t3
    data(4, 0x01C3E3B3)  # or t2, t2, t3
    data(4, 0x02038263)  # beq t2, zero, below
    data(4, 0x00A32023)  # sw a0, 0(t1)
    data(4, 0x00B32223)  # sw a1, 4(t1)
    data(4, 0x00C32423)  # sw a2, 8(t1)
    data(4, 0x00D32623)  # sw a3, 12(t1)
    data(4, 0x00E32823)  # sw a4, 16(t1)
    data(4, 0x00F32A23)  # sw a5, 20(t1)
    data(4, 0x01032C23)  # sw a6, 24(t1)
    data(4, 0x01132E23)  # sw a7, 28(t1)
    # below:
    data(4, 0xE05FF06F)  # j next
    # subtraction:
    data(4, 0x0003A503)  # lw a0, 0(t2)
    data(4, 0x0043A583)  # lw a1, 4(t2)
    data(4, 0x0083A603)  # lw a2, 8(t2)
    data(4, 0x00C3A683)  # lw a3, 12(t2)
    data(4, 0x0103A703)  # lw a4, 16(t2)
    data(4, 0x0143A783)  # lw a5, 20(t2)
    data(4, 0x0183A803)  # lw a6, 24(t2)
    data(4, 0x01C3A883)  # lw a7, 28(t2)
    data(4, 0x000E2E83)  # lw t4, 0(t3)
    data(4, 0x01D53FB3)  # sltu t6, a0, t4
    data(4, 0x41D50533)  # sub a0, a0, t4
    data(4, 0x004E2E83)  # lw t4, 4(t3)
    data(4, 0x01D5BF33)  # sltu t5, a1, t4
    data(4, 0x41D585B3)  # sub a1, a1, t4
    data(4, 0x01F5B3B3)  # sltu t2, a1, t6
    data(4, 0x41F585B3)  # sub a1, a1, t6
    data(4, 0x007F6F33)  # or t5, t5, t2
    data(4, 0x008E2E83)  # lw t4, 8(t3)
    data(4, 0x01D63FB3)  # sltu t6, a2, t4
    data(4, 0x41D60633)  # sub a2, a2, t4
    data(4, 0x01E633B3)  # sltu t2, a2, t5
    data(4, 0x41E60633)  # sub a2, a2, t5
    data(4, 0x007FEFB3)  # or t6, t6, t2
    data(4, 0x00CE2E83)  # lw t4, 12(t3)
    data(4, 0x01D6BF33)  # sltu t5, a3, t4
    data(4, 0x41D686B3)  # sub a3, a3, t4
    data(4, 0x01F6B3B3)  # sltu t2, a3, t6
    data(4, 0x41F686B3)  # sub a3, a3, t6
    data(4, 0x007F6F33)  # or t5, t5, t2
    data(4, 0x010E2E83)  # lw t4, 16(t3)
    data(4, 0x01D73FB3)  # sltu t6, a4, t4
    data(4, 0x41D70733)  # sub a4, a4, t4
    data(4, 0x01E733B3)  # sltu t2, a4, t5
    data(4, 0x41E70733)  # sub a4, a4, t5
    data(4, 0x007FEFB3)  # or t6, t6, t2
    data(4, 0x014E2E83)  # lw t4, 20(t3)
    data(4, 0x01D7BF33)  # sltu t5, a5, t4
    data(4, 0x41D787B3)  # sub a5, a5, t4
    data(4, 0x01F7B3B3)  # sltu t2, a5, t6
    data(4, 0x41F787B3)  # sub a5, a5, t6
    data(4, 0x007F6F33)  # or t5, t5, t2
    data(4, 0x018E2E83)  # lw t4, 24(t3)
    data(4, 0x01D83FB3)  # sltu t6, a6, t4
    data(4, 0x41D80833)  # sub a6, a6, t4
    data(4, 0x01E833B3)  # sltu t2, a6, t5
    data(4, 0x41E80833)  # sub a6, a6, t5
    data(4, 0x007FEFB3)  # or t6, t6, t2
    data(4, 0x01CE2E83)  # lw t4, 28(t3)
    data(4, 0x01D8BF33)  # sltu t5, a7, t4
    data(4, 0x41D888B3)  # sub a7, a7, t4
    data(4, 0x01F8B3B3)  # sltu t2, a7, t6
    data(4, 0x41F888B3)  # sub a7, a7, t6
    data(4, 0x007F6F33)  # or t5, t5, t2
    data(4, 0x060F0263)  # beq t5, zero, whole
    data(4, 0xFFF00F93)  # addi t6, zero, -1
    data(4, 0x00153E93)  # sltiu t4, a0, 1
    data(4, 0xFFF50513)  # addi a0, a0, -1
    data(4, 0x01D5BF33)  # sltu t5, a1, t4
    data(4, 0x41D585B3)  # sub a1, a1, t4
    data(4, 0x01F63E33)  # sltu t3, a2, t6
    data(4, 0x41F60633)  # sub a2, a2, t6
    data(4, 0x01E63EB3)  # sltu t4, a2, t5
    data(4, 0x41E60633)  # sub a2, a2, t5
    data(4, 0x01DE6E33)  # or t3, t3, t4
    data(4, 0x01C6BF33)  # sltu t5, a3, t3
    data(4, 0x41C686B3)  # sub a3, a3, t3
    data(4, 0x000F0E13)  # addi t3, t5, 0
    data(4, 0x01C73F33)  # sltu t5, a4, t3
    data(4, 0x41C70733)  # sub a4, a4, t3
    data(4, 0x000F0E13)  # addi t3, t5, 0
    data(4, 0x01C7BF33)  # sltu t5, a5, t3
    data(4, 0x41C787B3)  # sub a5, a5, t3
    data(4, 0x000F0E13)  # addi t3, t5, 0
    data(4, 0x01C83F33)  # sltu t5, a6, t3
    data(4, 0x41C80833)  # sub a6, a6, t3
    data(4, 0x000F0E13)  # addi t3, t5, 0
    data(4, 0x41C888B3)  # sub a7, a7, t3
    data(4, 0xFFF88893)  # addi a7, a7, -1
    # whole:
    data(4, 0x00A32023)  # sw a0, 0(t1)
    data(4, 0x00B32223)  # sw a1, 4(t1)
    data(4, 0x00C32423)  # sw a2, 8(t1)
    data(4, 0x00D32623)  # sw a3, 12(t1)
    data(4, 0x00E32823)  # sw a4, 16(t1)
    data(4, 0x00F32A23)  # sw a5, 20(t1)
    data(4, 0x01032C23)  # sw a6, 24(t1)
    data(4, 0x01132E23)  # sw a7, 28(t1)
    data(4, 0xCA9FF06F)  # j next
    # call:
    data(4, 0x0082DE93)  # srli t4, t0, 8
    data(4, 0x0FFEFE93)  # andi t4, t4, 255
    data(4, 0x01D12423)  # sw t4, 8(sp)
    data(4, 0x00912223)  # sw s1, 4(sp)
    data(4, 0x0102DE93)  # srli t4, t0, 16
    data(4, 0x002E9E93)  # slli t4, t4, 2
    data(4, 0x00012F03)  # lw t5, 0(sp)
    data(4, 0x01EE84B3)  # add s1, t4, t5
    data(4, 0x00912623)  # sw s1, 12(sp)
    data(4, 0xC81FF06F)  # j next
    # load:
    data(4, 0x0003A503)  # lw a0, 0(t2)
    data(4, 0x0043A583)  # lw a1, 4(t2)
    data(4, 0x0083A603)  # lw a2, 8(t2)
    data(4, 0x00C3A683)  # lw a3, 12(t2)
    data(4, 0x0103A703)  # lw a4, 16(t2)
    data(4, 0x0143A783)  # lw a5, 20(t2)
    data(4, 0x0183A803)  # lw a6, 24(t2)
    data(4, 0x01C3A883)  # lw a7, 28(t2)
    data(4, 0x00A32023)  # sw a0, 0(t1)
    data(4, 0x00B32223)  # sw a1, 4(t1)
    data(4, 0x00C32423)  # sw a2, 8(t1)
    data(4, 0x00D32623)  # sw a3, 12(t1)
    data(4, 0x00E32823)  # sw a4, 16(t1)
    data(4, 0x00F32A23)  # sw a5, 20(t1)
    data(4, 0x01032C23)  # sw a6, 24(t1)
    data(4, 0x01132E23)  # sw a7, 28(t1)
    data(4, 0xC3DFF06F)  # j next
    # return:
    data(4, 0x00812E83)  # lw t4, 8(sp)
    data(4, 0xFFFE8E93)  # addi t4, t4, -1
    data(4, 0x01D12423)  # sw t4, 8(sp)
    data(4, 0x00C12483)  # lw s1, 12(sp)
    data(4, 0x000E9463)  # bne t4, zero, again
    data(4, 0x00412483)  # lw s1, 4(sp)
    # again:
    data(4, 0xC21FF06F)  # j next
    # halt:
    data(4, 0x01812083)  # lw ra, 24(sp)
    data(4, 0x01C12403)  # lw s0, 28(sp)
    data(4, 0x02012483)  # lw s1, 32(sp)
    data(4, 0x02412903)  # lw s2, 36(sp)
    data(4, 0x02812983)  # lw s3, 40(sp)
    data(4, 0x02C12A03)  # lw s4, 44(sp)
    data(4, 0x03012A83)  # lw s5, 48(sp)
    data(4, 0x03412B03)  # lw s6, 52(sp)
    data(4, 0x03812B83)  # lw s7, 56(sp)
    data(4, 0x03C12C03)  # lw s8, 60(sp)
    data(4, 0x04012C83)  # lw s9, 64(sp)
    data(4, 0x04412D03)  # lw s10, 68(sp)
    data(4, 0x04812D83)  # lw s11, 72(sp)
    data(4, 0x05010113)  # addi sp, sp, 80
    data(4, 0x3700106F)  # j end
    # product:
    data(4, 0x00612823)  # sw t1, 16(sp)
    data(4, 0x0003A503)  # lw a0, 0(t2)
    data(4, 0x0043A583)  # lw a1, 4(t2)
    data(4, 0x0083A603)  # lw a2, 8(t2)
    data(4, 0x00C3A683)  # lw a3, 12(t2)
    data(4, 0x0103A703)  # lw a4, 16(t2)
    data(4, 0x0143A783)  # lw a5, 20(t2)
    data(4, 0x0183A803)  # lw a6, 24(t2)
    data(4, 0x01C3A883)  # lw a7, 28(t2)
    data(4, 0x000E2283)  # lw t0, 0(t3)
    data(4, 0x025503B3)  # mul t2, a0, t0
    data(4, 0x02553EB3)  # mulhu t4, a0, t0
    data(4, 0x00038913)  # addi s2, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025583B3)  # mul t2, a1, t0
    data(4, 0x0255BEB3)  # mulhu t4, a1, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038993)  # addi s3, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025603B3)  # mul t2, a2, t0
    data(4, 0x02563EB3)  # mulhu t4, a2, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038A13)  # addi s4, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025683B3)  # mul t2, a3, t0
    data(4, 0x0256BEB3)  # mulhu t4, a3, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038A93)  # addi s5, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025703B3)  # mul t2, a4, t0
    data(4, 0x02573EB3)  # mulhu t4, a4, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038B13)  # addi s6, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038B93)  # addi s7, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038C13)  # addi s8, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038C93)  # addi s9, t2, 0
    data(4, 0x000E8D13)  # addi s10, t4, 0
    data(4, 0x004E2283)  # lw t0, 4(t3)
    data(4, 0x025503B3)  # mul t2, a0, t0
    data(4, 0x02553EB3)  # mulhu t4, a0, t0
    data(4, 0x007989B3)  # add s3, s3, t2
    data(4, 0x0079BF33)  # sltu t5, s3, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025583B3)  # mul t2, a1, t0
    data(4, 0x0255BEB3)  # mulhu t4, a1, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A0A33)  # add s4, s4, t2
    data(4, 0x007A3F33)  # sltu t5, s4, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025603B3)  # mul t2, a2, t0
    data(4, 0x02563EB3)  # mulhu t4, a2, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A8AB3)  # add s5, s5, t2
    data(4, 0x007ABF33)  # sltu t5, s5, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025683B3)  # mul t2, a3, t0
    data(4, 0x0256BEB3)  # mulhu t4, a3, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B0B33)  # add s6, s6, t2
    data(4, 0x007B3F33)  # sltu t5, s6, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025703B3)  # mul t2, a4, t0
    data(4, 0x02573EB3)  # mulhu t4, a4, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B8BB3)  # add s7, s7, t2
    data(4, 0x007BBF33)  # sltu t5, s7, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C0C33)  # add s8, s8, t2
    data(4, 0x007C3F33)  # sltu t5, s8, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C8CB3)  # add s9, s9, t2
    data(4, 0x007CBF33)  # sltu t5, s9, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x01EE8DB3)  # add s11, t4, t5
    data(4, 0x0129BEB3)  # sltu t4, s3, s2
    data(4, 0x013963B3)  # or t2, s2, s3
    data(4, 0x412982B3)  # sub t0, s3, s2
    data(4, 0x01D98333)  # add t1, s3, t4
    data(4, 0x40600333)  # sub t1, zero, t1
    data(4, 0x007033B3)  # sltu t2, zero, t2
    data(4, 0x407003B3)  # sub t2, zero, t2
    data(4, 0x012A0A33)  # add s4, s4, s2
    data(4, 0x012A3EB3)  # sltu t4, s4, s2
    data(4, 0x005A8AB3)  # add s5, s5, t0
    data(4, 0x005ABF33)  # sltu t5, s5, t0
    data(4, 0x01DA8AB3)  # add s5, s5, t4
    data(4, 0x01DAB0B3)  # sltu ra, s5, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x006B0B33)  # add s6, s6, t1
    data(4, 0x006B3F33)  # sltu t5, s6, t1
    data(4, 0x001B0B33)  # add s6, s6, ra
    data(4, 0x001B3EB3)  # sltu t4, s6, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x007B8BB3)  # add s7, s7, t2
    data(4, 0x007BBF33)  # sltu t5, s7, t2
    data(4, 0x01DB8BB3)  # add s7, s7, t4
    data(4, 0x01DBB0B3)  # sltu ra, s7, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x007C0C33)  # add s8, s8, t2
    data(4, 0x007C3F33)  # sltu t5, s8, t2
    data(4, 0x001C0C33)  # add s8, s8, ra
    data(4, 0x001C3EB3)  # sltu t4, s8, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x41238933)  # sub s2, t2, s2
    data(4, 0x405382B3)  # sub t0, t2, t0
    data(4, 0x40638333)  # sub t1, t2, t1
    data(4, 0x012C8CB3)  # add s9, s9, s2
    data(4, 0x012CBF33)  # sltu t5, s9, s2
    data(4, 0x01DC8CB3)  # add s9, s9, t4
    data(4, 0x01DCB0B3)  # sltu ra, s9, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x005D0D33)  # add s10, s10, t0
    data(4, 0x005D3F33)  # sltu t5, s10, t0
    data(4, 0x001D0D33)  # add s10, s10, ra
    data(4, 0x001D3EB3)  # sltu t4, s10, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x006D8DB3)  # add s11, s11, t1
    data(4, 0x006DBF33)  # sltu t5, s11, t1
    data(4, 0x01DD8DB3)  # add s11, s11, t4
    data(4, 0x01DDB9B3)  # sltu s3, s11, t4
    data(4, 0x01E9E9B3)  # or s3, s3, t5
    data(4, 0x008E2283)  # lw t0, 8(t3)
    data(4, 0x025503B3)  # mul t2, a0, t0
    data(4, 0x02553EB3)  # mulhu t4, a0, t0
    data(4, 0x007A0A33)  # add s4, s4, t2
    data(4, 0x007A3F33)  # sltu t5, s4, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025583B3)  # mul t2, a1, t0
    data(4, 0x0255BEB3)  # mulhu t4, a1, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A8AB3)  # add s5, s5, t2
    data(4, 0x007ABF33)  # sltu t5, s5, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025603B3)  # mul t2, a2, t0
    data(4, 0x02563EB3)  # mulhu t4, a2, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B0B33)  # add s6, s6, t2
    data(4, 0x007B3F33)  # sltu t5, s6, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025683B3)  # mul t2, a3, t0
    data(4, 0x0256BEB3)  # mulhu t4, a3, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B8BB3)  # add s7, s7, t2
    data(4, 0x007BBF33)  # sltu t5, s7, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025703B3)  # mul t2, a4, t0
    data(4, 0x02573EB3)  # mulhu t4, a4, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C0C33)  # add s8, s8, t2
    data(4, 0x007C3F33)  # sltu t5, s8, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C8CB3)  # add s9, s9, t2
    data(4, 0x007CBF33)  # sltu t5, s9, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D8DB3)  # add s11, s11, t2
    data(4, 0x007DBF33)  # sltu t5, s11, t2
    data(4, 0x01EE8933)  # add s2, t4, t5
    data(4, 0x01390933)  # add s2, s2, s3
    data(4, 0x00CE2283)  # lw t0, 12(t3)
    data(4, 0x025503B3)  # mul t2, a0, t0
    data(4, 0x02553EB3)  # mulhu t4, a0, t0
    data(4, 0x007A8AB3)  # add s5, s5, t2
    data(4, 0x007ABF33)  # sltu t5, s5, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025583B3)  # mul t2, a1, t0
    data(4, 0x0255BEB3)  # mulhu t4, a1, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B0B33)  # add s6, s6, t2
    data(4, 0x007B3F33)  # sltu t5, s6, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025603B3)  # mul t2, a2, t0
    data(4, 0x02563EB3)  # mulhu t4, a2, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B8BB3)  # add s7, s7, t2
    data(4, 0x007BBF33)  # sltu t5, s7, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025683B3)  # mul t2, a3, t0
    data(4, 0x0256BEB3)  # mulhu t4, a3, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C0C33)  # add s8, s8, t2
    data(4, 0x007C3F33)  # sltu t5, s8, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025703B3)  # mul t2, a4, t0
    data(4, 0x02573EB3)  # mulhu t4, a4, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C8CB3)  # add s9, s9, t2
    data(4, 0x007CBF33)  # sltu t5, s9, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D8DB3)  # add s11, s11, t2
    data(4, 0x007DBF33)  # sltu t5, s11, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00790933)  # add s2, s2, t2
    data(4, 0x00793F33)  # sltu t5, s2, t2
    data(4, 0x01EE89B3)  # add s3, t4, t5
    data(4, 0x014ABEB3)  # sltu t4, s5, s4
    data(4, 0x015A63B3)  # or t2, s4, s5
    data(4, 0x414A82B3)  # sub t0, s5, s4
    data(4, 0x01DA8333)  # add t1, s5, t4
    data(4, 0x40600333)  # sub t1, zero, t1
    data(4, 0x007033B3)  # sltu t2, zero, t2
    data(4, 0x407003B3)  # sub t2, zero, t2
    data(4, 0x014B0B33)  # add s6, s6, s4
    data(4, 0x014B3EB3)  # sltu t4, s6, s4
    data(4, 0x005B8BB3)  # add s7, s7, t0
    data(4, 0x005BBF33)  # sltu t5, s7, t0
    data(4, 0x01DB8BB3)  # add s7, s7, t4
    data(4, 0x01DBB0B3)  # sltu ra, s7, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x006C0C33)  # add s8, s8, t1
    data(4, 0x006C3F33)  # sltu t5, s8, t1
    data(4, 0x001C0C33)  # add s8, s8, ra
    data(4, 0x001C3EB3)  # sltu t4, s8, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x007C8CB3)  # add s9, s9, t2
    data(4, 0x007CBF33)  # sltu t5, s9, t2
    data(4, 0x01DC8CB3)  # add s9, s9, t4
    data(4, 0x01DCB0B3)  # sltu ra, s9, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x001D0D33)  # add s10, s10, ra
    data(4, 0x001D3EB3)  # sltu t4, s10, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x41438A33)  # sub s4, t2, s4
    data(4, 0x405382B3)  # sub t0, t2, t0
    data(4, 0x40638333)  # sub t1, t2, t1
    data(4, 0x014D8DB3)  # add s11, s11, s4
    data(4, 0x014DBF33)  # sltu t5, s11, s4
    data(4, 0x01DD8DB3)  # add s11, s11, t4
    data(4, 0x01DDB0B3)  # sltu ra, s11, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x00590933)  # add s2, s2, t0
    data(4, 0x00593F33)  # sltu t5, s2, t0
    data(4, 0x00190933)  # add s2, s2, ra
    data(4, 0x00193EB3)  # sltu t4, s2, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x006989B3)  # add s3, s3, t1
    data(4, 0x0069BF33)  # sltu t5, s3, t1
    data(4, 0x01D989B3)  # add s3, s3, t4
    data(4, 0x01D9BAB3)  # sltu s5, s3, t4
    data(4, 0x01EAEAB3)  # or s5, s5, t5
    data(4, 0x010E2283)  # lw t0, 16(t3)
    data(4, 0x025503B3)  # mul t2, a0, t0
    data(4, 0x02553EB3)  # mulhu t4, a0, t0
    data(4, 0x007B0B33)  # add s6, s6, t2
    data(4, 0x007B3F33)  # sltu t5, s6, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025583B3)  # mul t2, a1, t0
    data(4, 0x0255BEB3)  # mulhu t4, a1, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B8BB3)  # add s7, s7, t2
    data(4, 0x007BBF33)  # sltu t5, s7, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025603B3)  # mul t2, a2, t0
    data(4, 0x02563EB3)  # mulhu t4, a2, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C0C33)  # add s8, s8, t2
    data(4, 0x007C3F33)  # sltu t5, s8, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025683B3)  # mul t2, a3, t0
    data(4, 0x0256BEB3)  # mulhu t4, a3, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C8CB3)  # add s9, s9, t2
    data(4, 0x007CBF33)  # sltu t5, s9, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025703B3)  # mul t2, a4, t0
    data(4, 0x02573EB3)  # mulhu t4, a4, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D8DB3)  # add s11, s11, t2
    data(4, 0x007DBF33)  # sltu t5, s11, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00790933)  # add s2, s2, t2
    data(4, 0x00793F33)  # sltu t5, s2, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007989B3)  # add s3, s3, t2
    data(4, 0x0079BF33)  # sltu t5, s3, t2
    data(4, 0x01EE8A33)  # add s4, t4, t5
    data(4, 0x015A0A33)  # add s4, s4, s5
    data(4, 0x014E2283)  # lw t0, 20(t3)
    data(4, 0x025503B3)  # mul t2, a0, t0
    data(4, 0x02553EB3)  # mulhu t4, a0, t0
    data(4, 0x007B8BB3)  # add s7, s7, t2
    data(4, 0x007BBF33)  # sltu t5, s7, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025583B3)  # mul t2, a1, t0
    data(4, 0x0255BEB3)  # mulhu t4, a1, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C0C33)  # add s8, s8, t2
    data(4, 0x007C3F33)  # sltu t5, s8, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025603B3)  # mul t2, a2, t0
    data(4, 0x02563EB3)  # mulhu t4, a2, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C8CB3)  # add s9, s9, t2
    data(4, 0x007CBF33)  # sltu t5, s9, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025683B3)  # mul t2, a3, t0
    data(4, 0x0256BEB3)  # mulhu t4, a3, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025703B3)  # mul t2, a4, t0
    data(4, 0x02573EB3)  # mulhu t4, a4, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D8DB3)  # add s11, s11, t2
    data(4, 0x007DBF33)  # sltu t5, s11, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00790933)  # add s2, s2, t2
    data(4, 0x00793F33)  # sltu t5, s2, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007989B3)  # add s3, s3, t2
    data(4, 0x0079BF33)  # sltu t5, s3, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A0A33)  # add s4, s4, t2
    data(4, 0x007A3F33)  # sltu t5, s4, t2
    data(4, 0x01EE8AB3)  # add s5, t4, t5
    data(4, 0x016BBEB3)  # sltu t4, s7, s6
    data(4, 0x017B63B3)  # or t2, s6, s7
    data(4, 0x416B82B3)  # sub t0, s7, s6
    data(4, 0x01DB8333)  # add t1, s7, t4
    data(4, 0x40600333)  # sub t1, zero, t1
    data(4, 0x007033B3)  # sltu t2, zero, t2
    data(4, 0x407003B3)  # sub t2, zero, t2
    data(4, 0x016C0C33)  # add s8, s8, s6
    data(4, 0x016C3EB3)  # sltu t4, s8, s6
    data(4, 0x005C8CB3)  # add s9, s9, t0
    data(4, 0x005CBF33)  # sltu t5, s9, t0
    data(4, 0x01DC8CB3)  # add s9, s9, t4
    data(4, 0x01DCB0B3)  # sltu ra, s9, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x006D0D33)  # add s10, s10, t1
    data(4, 0x006D3F33)  # sltu t5, s10, t1
    data(4, 0x001D0D33)  # add s10, s10, ra
    data(4, 0x001D3EB3)  # sltu t4, s10, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x007D8DB3)  # add s11, s11, t2
    data(4, 0x007DBF33)  # sltu t5, s11, t2
    data(4, 0x01DD8DB3)  # add s11, s11, t4
    data(4, 0x01DDB0B3)  # sltu ra, s11, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x00790933)  # add s2, s2, t2
    data(4, 0x00793F33)  # sltu t5, s2, t2
    data(4, 0x00190933)  # add s2, s2, ra
    data(4, 0x00193EB3)  # sltu t4, s2, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x41638B33)  # sub s6, t2, s6
    data(4, 0x405382B3)  # sub t0, t2, t0
    data(4, 0x40638333)  # sub t1, t2, t1
    data(4, 0x016989B3)  # add s3, s3, s6
    data(4, 0x0169BF33)  # sltu t5, s3, s6
    data(4, 0x01D989B3)  # add s3, s3, t4
    data(4, 0x01D9B0B3)  # sltu ra, s3, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x005A0A33)  # add s4, s4, t0
    data(4, 0x005A3F33)  # sltu t5, s4, t0
    data(4, 0x001A0A33)  # add s4, s4, ra
    data(4, 0x001A3EB3)  # sltu t4, s4, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x006A8AB3)  # add s5, s5, t1
    data(4, 0x006ABF33)  # sltu t5, s5, t1
    data(4, 0x01DA8AB3)  # add s5, s5, t4
    data(4, 0x01DABBB3)  # sltu s7, s5, t4
    data(4, 0x01EBEBB3)  # or s7, s7, t5
    data(4, 0x018E2283)  # lw t0, 24(t3)
    data(4, 0x025503B3)  # mul t2, a0, t0
    data(4, 0x02553EB3)  # mulhu t4, a0, t0
    data(4, 0x007C0C33)  # add s8, s8, t2
    data(4, 0x007C3F33)  # sltu t5, s8, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025583B3)  # mul t2, a1, t0
    data(4, 0x0255BEB3)  # mulhu t4, a1, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C8CB3)  # add s9, s9, t2
    data(4, 0x007CBF33)  # sltu t5, s9, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025603B3)  # mul t2, a2, t0
    data(4, 0x02563EB3)  # mulhu t4, a2, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025683B3)  # mul t2, a3, t0
    data(4, 0x0256BEB3)  # mulhu t4, a3, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D8DB3)  # add s11, s11, t2
    data(4, 0x007DBF33)  # sltu t5, s11, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025703B3)  # mul t2, a4, t0
    data(4, 0x02573EB3)  # mulhu t4, a4, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00790933)  # add s2, s2, t2
    data(4, 0x00793F33)  # sltu t5, s2, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007989B3)  # add s3, s3, t2
    data(4, 0x0079BF33)  # sltu t5, s3, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A0A33)  # add s4, s4, t2
    data(4, 0x007A3F33)  # sltu t5, s4, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A8AB3)  # add s5, s5, t2
    data(4, 0x007ABF33)  # sltu t5, s5, t2
    data(4, 0x01EE8B33)  # add s6, t4, t5
    data(4, 0x017B0B33)  # add s6, s6, s7
    data(4, 0x01CE2283)  # lw t0, 28(t3)
    data(4, 0x025503B3)  # mul t2, a0, t0
    data(4, 0x02553EB3)  # mulhu t4, a0, t0
    data(4, 0x007C8CB3)  # add s9, s9, t2
    data(4, 0x007CBF33)  # sltu t5, s9, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025583B3)  # mul t2, a1, t0
    data(4, 0x0255BEB3)  # mulhu t4, a1, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025603B3)  # mul t2, a2, t0
    data(4, 0x02563EB3)  # mulhu t4, a2, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D8DB3)  # add s11, s11, t2
    data(4, 0x007DBF33)  # sltu t5, s11, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025683B3)  # mul t2, a3, t0
    data(4, 0x0256BEB3)  # mulhu t4, a3, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00790933)  # add s2, s2, t2
    data(4, 0x00793F33)  # sltu t5, s2, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025703B3)  # mul t2, a4, t0
    data(4, 0x02573EB3)  # mulhu t4, a4, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007989B3)  # add s3, s3, t2
    data(4, 0x0079BF33)  # sltu t5, s3, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A0A33)  # add s4, s4, t2
    data(4, 0x007A3F33)  # sltu t5, s4, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A8AB3)  # add s5, s5, t2
    data(4, 0x007ABF33)  # sltu t5, s5, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B0B33)  # add s6, s6, t2
    data(4, 0x007B3F33)  # sltu t5, s6, t2
    data(4, 0x01EE8BB3)  # add s7, t4, t5
    data(4, 0x018CBEB3)  # sltu t4, s9, s8
    data(4, 0x019C63B3)  # or t2, s8, s9
    data(4, 0x418C82B3)  # sub t0, s9, s8
    data(4, 0x01DC8333)  # add t1, s9, t4
    data(4, 0x40600333)  # sub t1, zero, t1
    data(4, 0x007033B3)  # sltu t2, zero, t2
    data(4, 0x407003B3)  # sub t2, zero, t2
    data(4, 0x018D0D33)  # add s10, s10, s8
    data(4, 0x018D3EB3)  # sltu t4, s10, s8
    data(4, 0x005D8DB3)  # add s11, s11, t0
    data(4, 0x005DBF33)  # sltu t5, s11, t0
    data(4, 0x01DD8DB3)  # add s11, s11, t4
    data(4, 0x01DDB0B3)  # sltu ra, s11, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x00690933)  # add s2, s2, t1
    data(4, 0x00693F33)  # sltu t5, s2, t1
    data(4, 0x00190933)  # add s2, s2, ra
    data(4, 0x00193EB3)  # sltu t4, s2, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x007989B3)  # add s3, s3, t2
    data(4, 0x0079BF33)  # sltu t5, s3, t2
    data(4, 0x01D989B3)  # add s3, s3, t4
    data(4, 0x01D9B0B3)  # sltu ra, s3, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x007A0A33)  # add s4, s4, t2
    data(4, 0x007A3F33)  # sltu t5, s4, t2
    data(4, 0x001A0A33)  # add s4, s4, ra
    data(4, 0x001A3EB3)  # sltu t4, s4, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x41838C33)  # sub s8, t2, s8
    data(4, 0x405382B3)  # sub t0, t2, t0
    data(4, 0x40638333)  # sub t1, t2, t1
    data(4, 0x018A8AB3)  # add s5, s5, s8
    data(4, 0x018ABF33)  # sltu t5, s5, s8
    data(4, 0x01DA8AB3)  # add s5, s5, t4
    data(4, 0x01DAB0B3)  # sltu ra, s5, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x005B0B33)  # add s6, s6, t0
    data(4, 0x005B3F33)  # sltu t5, s6, t0
    data(4, 0x001B0B33)  # add s6, s6, ra
    data(4, 0x001B3EB3)  # sltu t4, s6, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x006B8BB3)  # add s7, s7, t1
    data(4, 0x006BBF33)  # sltu t5, s7, t1
    data(4, 0x01DB8BB3)  # add s7, s7, t4
    data(4, 0x01DBBCB3)  # sltu s9, s7, t4
    data(4, 0x01ECECB3)  # or s9, s9, t5
    data(4, 0x7FC0006F)  # j reduced
    # square:
    data(4, 0x00612823)  # sw t1, 16(sp)
    data(4, 0x0003A503)  # lw a0, 0(t2)
    data(4, 0x0043A583)  # lw a1, 4(t2)
    data(4, 0x0083A603)  # lw a2, 8(t2)
    data(4, 0x00C3A683)  # lw a3, 12(t2)
    data(4, 0x0103A703)  # lw a4, 16(t2)
    data(4, 0x0143A783)  # lw a5, 20(t2)
    data(4, 0x0183A803)  # lw a6, 24(t2)
    data(4, 0x01C3A883)  # lw a7, 28(t2)
    data(4, 0x00151293)  # slli t0, a0, 1
    data(4, 0x02A503B3)  # mul t2, a0, a0
    data(4, 0x02A53EB3)  # mulhu t4, a0, a0
    data(4, 0x00038913)  # addi s2, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025583B3)  # mul t2, a1, t0
    data(4, 0x0255BEB3)  # mulhu t4, a1, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038993)  # addi s3, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025603B3)  # mul t2, a2, t0
    data(4, 0x02563EB3)  # mulhu t4, a2, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038A13)  # addi s4, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025683B3)  # mul t2, a3, t0
    data(4, 0x0256BEB3)  # mulhu t4, a3, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038A93)  # addi s5, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025703B3)  # mul t2, a4, t0
    data(4, 0x02573EB3)  # mulhu t4, a4, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038B13)  # addi s6, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038B93)  # addi s7, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038C13)  # addi s8, t2, 0
    data(4, 0x000E8313)  # addi t1, t4, 0
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00038C93)  # addi s9, t2, 0
    data(4, 0x000E8D13)  # addi s10, t4, 0
    data(4, 0x00159293)  # slli t0, a1, 1
    data(4, 0x01F55393)  # srli t2, a0, 31
    data(4, 0x0072E2B3)  # or t0, t0, t2
    data(4, 0x41F55313)  # srai t1, a0, 31
    data(4, 0x00B37333)  # and t1, t1, a1
    data(4, 0x02B583B3)  # mul t2, a1, a1
    data(4, 0x02B5BEB3)  # mulhu t4, a1, a1
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A0A33)  # add s4, s4, t2
    data(4, 0x007A3F33)  # sltu t5, s4, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025603B3)  # mul t2, a2, t0
    data(4, 0x02563EB3)  # mulhu t4, a2, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A8AB3)  # add s5, s5, t2
    data(4, 0x007ABF33)  # sltu t5, s5, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025683B3)  # mul t2, a3, t0
    data(4, 0x0256BEB3)  # mulhu t4, a3, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B0B33)  # add s6, s6, t2
    data(4, 0x007B3F33)  # sltu t5, s6, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025703B3)  # mul t2, a4, t0
    data(4, 0x02573EB3)  # mulhu t4, a4, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B8BB3)  # add s7, s7, t2
    data(4, 0x007BBF33)  # sltu t5, s7, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C0C33)  # add s8, s8, t2
    data(4, 0x007C3F33)  # sltu t5, s8, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C8CB3)  # add s9, s9, t2
    data(4, 0x007CBF33)  # sltu t5, s9, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x01EE8DB3)  # add s11, t4, t5
    data(4, 0x0129BEB3)  # sltu t4, s3, s2
    data(4, 0x013963B3)  # or t2, s2, s3
    data(4, 0x412982B3)  # sub t0, s3, s2
    data(4, 0x01D98333)  # add t1, s3, t4
    data(4, 0x40600333)  # sub t1, zero, t1
    data(4, 0x007033B3)  # sltu t2, zero, t2
    data(4, 0x407003B3)  # sub t2, zero, t2
    data(4, 0x012A0A33)  # add s4, s4, s2
    data(4, 0x012A3EB3)  # sltu t4, s4, s2
    data(4, 0x005A8AB3)  # add s5, s5, t0
    data(4, 0x005ABF33)  # sltu t5, s5, t0
    data(4, 0x01DA8AB3)  # add s5, s5, t4
    data(4, 0x01DAB0B3)  # sltu ra, s5, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x006B0B33)  # add s6, s6, t1
    data(4, 0x006B3F33)  # sltu t5, s6, t1
    data(4, 0x001B0B33)  # add s6, s6, ra
    data(4, 0x001B3EB3)  # sltu t4, s6, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x007B8BB3)  # add s7, s7, t2
    data(4, 0x007BBF33)  # sltu t5, s7, t2
    data(4, 0x01DB8BB3)  # add s7, s7, t4
    data(4, 0x01DBB0B3)  # sltu ra, s7, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x007C0C33)  # add s8, s8, t2
    data(4, 0x007C3F33)  # sltu t5, s8, t2
    data(4, 0x001C0C33)  # add s8, s8, ra
    data(4, 0x001C3EB3)  # sltu t4, s8, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x41238933)  # sub s2, t2, s2
    data(4, 0x405382B3)  # sub t0, t2, t0
    data(4, 0x40638333)  # sub t1, t2, t1
    data(4, 0x012C8CB3)  # add s9, s9, s2
    data(4, 0x012CBF33)  # sltu t5, s9, s2
    data(4, 0x01DC8CB3)  # add s9, s9, t4
    data(4, 0x01DCB0B3)  # sltu ra, s9, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x005D0D33)  # add s10, s10, t0
    data(4, 0x005D3F33)  # sltu t5, s10, t0
    data(4, 0x001D0D33)  # add s10, s10, ra
    data(4, 0x001D3EB3)  # sltu t4, s10, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x006D8DB3)  # add s11, s11, t1
    data(4, 0x006DBF33)  # sltu t5, s11, t1
    data(4, 0x01DD8DB3)  # add s11, s11, t4
    data(4, 0x01DDB9B3)  # sltu s3, s11, t4
    data(4, 0x01E9E9B3)  # or s3, s3, t5
    data(4, 0x00161293)  # slli t0, a2, 1
    data(4, 0x01F5D393)  # srli t2, a1, 31
    data(4, 0x0072E2B3)  # or t0, t0, t2
    data(4, 0x41F5D313)  # srai t1, a1, 31
    data(4, 0x00C37333)  # and t1, t1, a2
    data(4, 0x02C603B3)  # mul t2, a2, a2
    data(4, 0x02C63EB3)  # mulhu t4, a2, a2
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B0B33)  # add s6, s6, t2
    data(4, 0x007B3F33)  # sltu t5, s6, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025683B3)  # mul t2, a3, t0
    data(4, 0x0256BEB3)  # mulhu t4, a3, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B8BB3)  # add s7, s7, t2
    data(4, 0x007BBF33)  # sltu t5, s7, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025703B3)  # mul t2, a4, t0
    data(4, 0x02573EB3)  # mulhu t4, a4, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C0C33)  # add s8, s8, t2
    data(4, 0x007C3F33)  # sltu t5, s8, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C8CB3)  # add s9, s9, t2
    data(4, 0x007CBF33)  # sltu t5, s9, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D8DB3)  # add s11, s11, t2
    data(4, 0x007DBF33)  # sltu t5, s11, t2
    data(4, 0x01EE8933)  # add s2, t4, t5
    data(4, 0x01390933)  # add s2, s2, s3
    data(4, 0x00169293)  # slli t0, a3, 1
    data(4, 0x01F65393)  # srli t2, a2, 31
    data(4, 0x0072E2B3)  # or t0, t0, t2
    data(4, 0x41F65313)  # srai t1, a2, 31
    data(4, 0x00D37333)  # and t1, t1, a3
    data(4, 0x02D683B3)  # mul t2, a3, a3
    data(4, 0x02D6BEB3)  # mulhu t4, a3, a3
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C0C33)  # add s8, s8, t2
    data(4, 0x007C3F33)  # sltu t5, s8, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025703B3)  # mul t2, a4, t0
    data(4, 0x02573EB3)  # mulhu t4, a4, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007C8CB3)  # add s9, s9, t2
    data(4, 0x007CBF33)  # sltu t5, s9, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D8DB3)  # add s11, s11, t2
    data(4, 0x007DBF33)  # sltu t5, s11, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00790933)  # add s2, s2, t2
    data(4, 0x00793F33)  # sltu t5, s2, t2
    data(4, 0x01EE89B3)  # add s3, t4, t5
    data(4, 0x014ABEB3)  # sltu t4, s5, s4
    data(4, 0x015A63B3)  # or t2, s4, s5
    data(4, 0x414A82B3)  # sub t0, s5, s4
    data(4, 0x01DA8333)  # add t1, s5, t4
    data(4, 0x40600333)  # sub t1, zero, t1
    data(4, 0x007033B3)  # sltu t2, zero, t2
    data(4, 0x407003B3)  # sub t2, zero, t2
    data(4, 0x014B0B33)  # add s6, s6, s4
    data(4, 0x014B3EB3)  # sltu t4, s6, s4
    data(4, 0x005B8BB3)  # add s7, s7, t0
    data(4, 0x005BBF33)  # sltu t5, s7, t0
    data(4, 0x01DB8BB3)  # add s7, s7, t4
    data(4, 0x01DBB0B3)  # sltu ra, s7, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x006C0C33)  # add s8, s8, t1
    data(4, 0x006C3F33)  # sltu t5, s8, t1
    data(4, 0x001C0C33)  # add s8, s8, ra
    data(4, 0x001C3EB3)  # sltu t4, s8, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x007C8CB3)  # add s9, s9, t2
    data(4, 0x007CBF33)  # sltu t5, s9, t2
    data(4, 0x01DC8CB3)  # add s9, s9, t4
    data(4, 0x01DCB0B3)  # sltu ra, s9, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x001D0D33)  # add s10, s10, ra
    data(4, 0x001D3EB3)  # sltu t4, s10, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x41438A33)  # sub s4, t2, s4
    data(4, 0x405382B3)  # sub t0, t2, t0
    data(4, 0x40638333)  # sub t1, t2, t1
    data(4, 0x014D8DB3)  # add s11, s11, s4
    data(4, 0x014DBF33)  # sltu t5, s11, s4
    data(4, 0x01DD8DB3)  # add s11, s11, t4
    data(4, 0x01DDB0B3)  # sltu ra, s11, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x00590933)  # add s2, s2, t0
    data(4, 0x00593F33)  # sltu t5, s2, t0
    data(4, 0x00190933)  # add s2, s2, ra
    data(4, 0x00193EB3)  # sltu t4, s2, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x006989B3)  # add s3, s3, t1
    data(4, 0x0069BF33)  # sltu t5, s3, t1
    data(4, 0x01D989B3)  # add s3, s3, t4
    data(4, 0x01D9BAB3)  # sltu s5, s3, t4
    data(4, 0x01EAEAB3)  # or s5, s5, t5
    data(4, 0x00171293)  # slli t0, a4, 1
    data(4, 0x01F6D393)  # srli t2, a3, 31
    data(4, 0x0072E2B3)  # or t0, t0, t2
    data(4, 0x41F6D313)  # srai t1, a3, 31
    data(4, 0x00E37333)  # and t1, t1, a4
    data(4, 0x02E703B3)  # mul t2, a4, a4
    data(4, 0x02E73EB3)  # mulhu t4, a4, a4
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D0D33)  # add s10, s10, t2
    data(4, 0x007D3F33)  # sltu t5, s10, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025783B3)  # mul t2, a5, t0
    data(4, 0x0257BEB3)  # mulhu t4, a5, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007D8DB3)  # add s11, s11, t2
    data(4, 0x007DBF33)  # sltu t5, s11, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00790933)  # add s2, s2, t2
    data(4, 0x00793F33)  # sltu t5, s2, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007989B3)  # add s3, s3, t2
    data(4, 0x0079BF33)  # sltu t5, s3, t2
    data(4, 0x01EE8A33)  # add s4, t4, t5
    data(4, 0x015A0A33)  # add s4, s4, s5
    data(4, 0x00179293)  # slli t0, a5, 1
    data(4, 0x01F75393)  # srli t2, a4, 31
    data(4, 0x0072E2B3)  # or t0, t0, t2
    data(4, 0x41F75313)  # srai t1, a4, 31
    data(4, 0x00F37333)  # and t1, t1, a5
    data(4, 0x02F783B3)  # mul t2, a5, a5
    data(4, 0x02F7BEB3)  # mulhu t4, a5, a5
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x00790933)  # add s2, s2, t2
    data(4, 0x00793F33)  # sltu t5, s2, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025803B3)  # mul t2, a6, t0
    data(4, 0x02583EB3)  # mulhu t4, a6, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007989B3)  # add s3, s3, t2
    data(4, 0x0079BF33)  # sltu t5, s3, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A0A33)  # add s4, s4, t2
    data(4, 0x007A3F33)  # sltu t5, s4, t2
    data(4, 0x01EE8AB3)  # add s5, t4, t5
    data(4, 0x016BBEB3)  # sltu t4, s7, s6
    data(4, 0x017B63B3)  # or t2, s6, s7
    data(4, 0x416B82B3)  # sub t0, s7, s6
    data(4, 0x01DB8333)  # add t1, s7, t4
    data(4, 0x40600333)  # sub t1, zero, t1
    data(4, 0x007033B3)  # sltu t2, zero, t2
    data(4, 0x407003B3)  # sub t2, zero, t2
    data(4, 0x016C0C33)  # add s8, s8, s6
    data(4, 0x016C3EB3)  # sltu t4, s8, s6
    data(4, 0x005C8CB3)  # add s9, s9, t0
    data(4, 0x005CBF33)  # sltu t5, s9, t0
    data(4, 0x01DC8CB3)  # add s9, s9, t4
    data(4, 0x01DCB0B3)  # sltu ra, s9, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x006D0D33)  # add s10, s10, t1
    data(4, 0x006D3F33)  # sltu t5, s10, t1
    data(4, 0x001D0D33)  # add s10, s10, ra
    data(4, 0x001D3EB3)  # sltu t4, s10, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x007D8DB3)  # add s11, s11, t2
    data(4, 0x007DBF33)  # sltu t5, s11, t2
    data(4, 0x01DD8DB3)  # add s11, s11, t4
    data(4, 0x01DDB0B3)  # sltu ra, s11, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x00790933)  # add s2, s2, t2
    data(4, 0x00793F33)  # sltu t5, s2, t2
    data(4, 0x00190933)  # add s2, s2, ra
    data(4, 0x00193EB3)  # sltu t4, s2, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x41638B33)  # sub s6, t2, s6
    data(4, 0x405382B3)  # sub t0, t2, t0
    data(4, 0x40638333)  # sub t1, t2, t1
    data(4, 0x016989B3)  # add s3, s3, s6
    data(4, 0x0169BF33)  # sltu t5, s3, s6
    data(4, 0x01D989B3)  # add s3, s3, t4
    data(4, 0x01D9B0B3)  # sltu ra, s3, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x005A0A33)  # add s4, s4, t0
    data(4, 0x005A3F33)  # sltu t5, s4, t0
    data(4, 0x001A0A33)  # add s4, s4, ra
    data(4, 0x001A3EB3)  # sltu t4, s4, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x006A8AB3)  # add s5, s5, t1
    data(4, 0x006ABF33)  # sltu t5, s5, t1
    data(4, 0x01DA8AB3)  # add s5, s5, t4
    data(4, 0x01DABBB3)  # sltu s7, s5, t4
    data(4, 0x01EBEBB3)  # or s7, s7, t5
    data(4, 0x00181293)  # slli t0, a6, 1
    data(4, 0x01F7D393)  # srli t2, a5, 31
    data(4, 0x0072E2B3)  # or t0, t0, t2
    data(4, 0x41F7D313)  # srai t1, a5, 31
    data(4, 0x01037333)  # and t1, t1, a6
    data(4, 0x030803B3)  # mul t2, a6, a6
    data(4, 0x03083EB3)  # mulhu t4, a6, a6
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A0A33)  # add s4, s4, t2
    data(4, 0x007A3F33)  # sltu t5, s4, t2
    data(4, 0x01EE8333)  # add t1, t4, t5
    data(4, 0x025883B3)  # mul t2, a7, t0
    data(4, 0x0258BEB3)  # mulhu t4, a7, t0
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007A8AB3)  # add s5, s5, t2
    data(4, 0x007ABF33)  # sltu t5, s5, t2
    data(4, 0x01EE8B33)  # add s6, t4, t5
    data(4, 0x017B0B33)  # add s6, s6, s7
    data(4, 0x41F85313)  # srai t1, a6, 31
    data(4, 0x01137333)  # and t1, t1, a7
    data(4, 0x031883B3)  # mul t2, a7, a7
    data(4, 0x0318BEB3)  # mulhu t4, a7, a7
    data(4, 0x006383B3)  # add t2, t2, t1
    data(4, 0x0063BF33)  # sltu t5, t2, t1
    data(4, 0x01EE8EB3)  # add t4, t4, t5
    data(4, 0x007B0B33)  # add s6, s6, t2
    data(4, 0x007B3F33)  # sltu t5, s6, t2
    data(4, 0x01EE8BB3)  # add s7, t4, t5
    data(4, 0x018CBEB3)  # sltu t4, s9, s8
    data(4, 0x019C63B3)  # or t2, s8, s9
    data(4, 0x418C82B3)  # sub t0, s9, s8
    data(4, 0x01DC8333)  # add t1, s9, t4
    data(4, 0x40600333)  # sub t1, zero, t1
    data(4, 0x007033B3)  # sltu t2, zero, t2
    data(4, 0x407003B3)  # sub t2, zero, t2
    data(4, 0x018D0D33)  # add s10, s10, s8
    data(4, 0x018D3EB3)  # sltu t4, s10, s8
    data(4, 0x005D8DB3)  # add s11, s11, t0
    data(4, 0x005DBF33)  # sltu t5, s11, t0
    data(4, 0x01DD8DB3)  # add s11, s11, t4
    data(4, 0x01DDB0B3)  # sltu ra, s11, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x00690933)  # add s2, s2, t1
    data(4, 0x00693F33)  # sltu t5, s2, t1
    data(4, 0x00190933)  # add s2, s2, ra
    data(4, 0x00193EB3)  # sltu t4, s2, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x007989B3)  # add s3, s3, t2
    data(4, 0x0079BF33)  # sltu t5, s3, t2
    data(4, 0x01D989B3)  # add s3, s3, t4
    data(4, 0x01D9B0B3)  # sltu ra, s3, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x007A0A33)  # add s4, s4, t2
    data(4, 0x007A3F33)  # sltu t5, s4, t2
    data(4, 0x001A0A33)  # add s4, s4, ra
    data(4, 0x001A3EB3)  # sltu t4, s4, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x41838C33)  # sub s8, t2, s8
    data(4, 0x405382B3)  # sub t0, t2, t0
    data(4, 0x40638333)  # sub t1, t2, t1
    data(4, 0x018A8AB3)  # add s5, s5, s8
    data(4, 0x018ABF33)  # sltu t5, s5, s8
    data(4, 0x01DA8AB3)  # add s5, s5, t4
    data(4, 0x01DAB0B3)  # sltu ra, s5, t4
    data(4, 0x01E0E0B3)  # or ra, ra, t5
    data(4, 0x005B0B33)  # add s6, s6, t0
    data(4, 0x005B3F33)  # sltu t5, s6, t0
    data(4, 0x001B0B33)  # add s6, s6, ra
    data(4, 0x001B3EB3)  # sltu t4, s6, ra
    data(4, 0x01EEEEB3)  # or t4, t4, t5
    data(4, 0x006B8BB3)  # add s7, s7, t1
    data(4, 0x006BBF33)  # sltu t5, s7, t1
    data(4, 0x01DB8BB3)  # add s7, s7, t4
    data(4, 0x01DBBCB3)  # sltu s9, s7, t4
    data(4, 0x01ECECB3)  # or s9, s9, t5
    # reduced:
    data(4, 0x01012303)  # lw t1, 16(sp)
    data(4, 0x01A32023)  # sw s10, 0(t1)
    data(4, 0x01B32223)  # sw s11, 4(t1)
    data(4, 0x01232423)  # sw s2, 8(t1)
    data(4, 0x01332623)  # sw s3, 12(t1)
    data(4, 0x01432823)  # sw s4, 16(t1)
    data(4, 0x01532A23)  # sw s5, 20(t1)
    data(4, 0x01632C23)  # sw s6, 24(t1)
    data(4, 0x01732E23)  # sw s7, 28(t1)
    data(4, 0xFFEBBF93)  # sltiu t6, s7, -2
    data(4, 0x000F8463)  # beq t6, zero, careful
    data(4, 0x080C8063)  # beq s9, zero, small
    # careful:
    data(4, 0xFFF00F13)  # addi t5, zero, -1
    data(4, 0x001D0D13)  # addi s10, s10, 1
    data(4, 0x001D3393)  # sltiu t2, s10, 1
    data(4, 0x007D8DB3)  # add s11, s11, t2
    data(4, 0x007DB3B3)  # sltu t2, s11, t2
    data(4, 0x01E90933)  # add s2, s2, t5
    data(4, 0x01E93EB3)  # sltu t4, s2, t5
    data(4, 0x00790933)  # add s2, s2, t2
    data(4, 0x00793FB3)  # sltu t6, s2, t2
    data(4, 0x01DFEFB3)  # or t6, t6, t4
    data(4, 0x01F989B3)  # add s3, s3, t6
    data(4, 0x01F9BFB3)  # sltu t6, s3, t6
    data(4, 0x01FA0A33)  # add s4, s4, t6
    data(4, 0x01FA3FB3)  # sltu t6, s4, t6
    data(4, 0x01FA8AB3)  # add s5, s5, t6
    data(4, 0x01FABFB3)  # sltu t6, s5, t6
    data(4, 0x01FB0B33)  # add s6, s6, t6
    data(4, 0x01FB3FB3)  # sltu t6, s6, t6
    data(4, 0x001F8F93)  # addi t6, t6, 1
    data(4, 0x01FB8BB3)  # add s7, s7, t6
    data(4, 0x01FBBFB3)  # sltu t6, s7, t6
    data(4, 0x019FEFB3)  # or t6, t6, s9
    data(4, 0x020F8263)  # beq t6, zero, small
    data(4, 0x01A32023)  # sw s10, 0(t1)
    data(4, 0x01B32223)  # sw s11, 4(t1)
    data(4, 0x01232423)  # sw s2, 8(t1)
    data(4, 0x01332623)  # sw s3, 12(t1)
    data(4, 0x01432823)  # sw s4, 16(t1)
    data(4, 0x01532A23)  # sw s5, 20(t1)
    data(4, 0x01632C23)  # sw s6, 24(t1)
    data(4, 0x01732E23)  # sw s7, 28(t1)
    # small:
    data(4, 0x879FE06F)  # j next
