# Classifies with a network from "dartboard export RUN --format saved-model --out FOLDER". Needs: pip install tensorflow-cpu
# Use: python run-exported-network.py FOLDER < pixels   (height x width x channels bytes, row by row)
import json
import sys

import numpy
import tensorflow as tf

folder = sys.argv[1]
card = json.load(open(f"{folder}/model-card.json", encoding="utf-8"))
network = tf.saved_model.load(folder).signatures["serving_default"]
pixels = numpy.frombuffer(sys.stdin.buffer.read(), numpy.uint8)
images = pixels.reshape(1, card["height"], card["width"], card["channels"]).astype("float32")
probabilities = network(images=tf.constant(images))["probabilities"].numpy()[0]
print(card["classNames"][probabilities.argmax()], probabilities.max())
