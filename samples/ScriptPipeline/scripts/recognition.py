# What comes before and after the recognition model of PP-OCRv4: TorchScript, which is compiled when it is stored. The functions are
# ordinary Python, too, after "import math, torch"; the model was trained on pictures prepared like this.


# A picture of one line of text, uint8 [height, width, 3] with red first, to float32 [1, 3, 48, width].
def pre_process(picture):
    width = int(math.ceil(48.0 * picture.size(1) / picture.size(0)))
    if width > 4800:
        raise ValueError("The picture is more than a hundred times as wide as it is high: is it one line of text?")
    # The model wants blue first, planes instead of pixels, and values from -1 to 1.
    planes = picture.flip(2).permute(2, 0, 1).unsqueeze(0).to(torch.float32)
    line = torch.ops.aten.upsample_bilinear2d(planes, [48, width], False) / 127.5 - 1.0
    # Short lines are filled up on the right, with grey.
    return torch.constant_pad_nd(line, [0, max(0, 320 - width)])


# What the model gives, float32 [1, steps, classes], to the classes of the text, int64 [length], and how sure it is, float32 [].
def post_process(probabilities):
    best = torch.max(probabilities[0], 1)
    confidence, label = best[0], best[1]
    # A character is seen in several steps; class 0, the blank, stands between characters.
    before = torch.cat([torch.zeros_like(label[:1]), label[:-1]])
    seen = (label != before) & (label != 0)
    certainty = torch.zeros([])
    if bool(seen.any()):
        certainty = confidence[seen].mean()
    return label[seen], certainty
