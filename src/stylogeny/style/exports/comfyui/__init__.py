"""The ComfyUI node that an exported folder holds (copied there as it is; it needs torch and safetensors only)."""
