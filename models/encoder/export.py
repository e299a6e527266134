"""How all-MiniLM-L6-v2.int8.onnx was made: Python 3.11, torch 2.13.0 (CPU), transformers, onnxruntime.

usage: export.py MODEL_DIR OUT_DIR   (MODEL_DIR holds the published config.json and model.safetensors)
"""

import sys

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel


class SentenceVector(torch.nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids):
        hidden = self.encoder(input_ids=input_ids, attention_mask=torch.ones_like(input_ids)).last_hidden_state.mean(1)
        return hidden / hidden.norm(dim=-1, keepdim=True)


model_dir, out_dir = sys.argv[1:3]
encoder = AutoModel.from_pretrained(model_dir, attn_implementation="eager").eval()
example = torch.tensor([[101, 7592, 2088, 2023, 102]])
torch.onnx.export(
    SentenceVector(encoder),
    (example,),
    f"{out_dir}/fp32.onnx",
    input_names=["input_ids"],
    output_names=["e"],
    dynamic_axes={"input_ids": {1: "t"}},
    opset_version=17,
    dynamo=False,
)
quantize_dynamic(f"{out_dir}/fp32.onnx", f"{out_dir}/int8.onnx", weight_type=QuantType.QInt8)
