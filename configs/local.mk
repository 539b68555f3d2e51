# SPDX-License-Identifier: MIT
# Studies, and what they name; installed as they lie here.
studydir = $(configsdir)
dist_study_DATA = \
	configs/compare.yaml \
	configs/defaults.yaml \
	configs/explainers.yaml \
	configs/offline.yaml \
	configs/published-pooled.yaml \
	configs/published.yaml \
	configs/quickstart.yaml \
	configs/runs.yaml \
	configs/study-small.yaml \
	configs/study.yaml \
	configs/truth.yaml
# Brings the networks and photographs of others that quickstart.yaml names.
dist_study_SCRIPTS = configs/fetch-data.sh

# Of use before the build alone.
EXTRA_DIST += configs/fetch-onnxruntime.sh

framesdir = $(configsdir)/frames
dist_frames_DATA = configs/frames/ekman-68.yaml

masksdir = $(configsdir)/masks
dist_masks_DATA = configs/masks/ekman-study.yaml configs/masks/facs.yaml

regionsdir = $(configsdir)/regions
dist_regions_DATA = configs/regions/face.yaml

networksdir = $(configsdir)/networks
dist_networks_DATA = \
	configs/networks/alexnet.yaml \
	configs/networks/efficientnetv2.yaml \
	configs/networks/faceapi-expression.yaml \
	configs/networks/faceapi-landmark68.yaml \
	configs/networks/faceapi-tiny-detector.yaml \
	configs/networks/inceptionv3.yaml \
	configs/networks/mini-xception.yaml \
	configs/networks/mobilenetv3.yaml \
	configs/networks/offline-plain.yaml \
	configs/networks/offline-separable.yaml \
	configs/networks/resnet101v2.yaml \
	configs/networks/resnet50.yaml \
	configs/networks/silnet.yaml \
	configs/networks/songnet.yaml \
	configs/networks/vgg16.yaml \
	configs/networks/vgg19.yaml \
	configs/networks/weinet.yaml \
	configs/networks/xception.yaml
offlinedir = $(configsdir)/networks/offline
dist_offline_DATA = \
	configs/networks/offline/plain.bin configs/networks/offline/plain.json \
	configs/networks/offline/separable.bin configs/networks/offline/separable.json
EXTRA_DIST += configs/networks/offline/fit.py
