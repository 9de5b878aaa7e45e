"""What words mean: sentences in six languages become a scene, or changes of one."""
