# What the C library gives to functions with large frames (touch each page of the stack in turn, rax bytes of it), and the
# vtable of type_info that the panic runtime names. For tests under Wine only.
	.text
	.globl __chkstk
__chkstk:
	pushq %rcx
	pushq %rax
	cmpq $0x1000, %rax
	leaq 24(%rsp), %rcx
	jb 1f
2:	subq $0x1000, %rcx
	testb %cl, (%rcx)
	subq $0x1000, %rax
	cmpq $0x1000, %rax
	ja 2b
1:	subq %rax, %rcx
	testb %cl, (%rcx)
	popq %rax
	popq %rcx
	retq

	.section .rdata,"dr"
	.globl "??_7type_info@@6B@"
	.p2align 3
"??_7type_info@@6B@":
	.quad 0, 0
