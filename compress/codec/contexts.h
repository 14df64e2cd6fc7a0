#pragma once

#include "compress/codec/level_corners.h"
#include "compress/model/model.h"

#include <cstdint>
#include <span>
#include <vector>

namespace asrg {

/// The context model of the symbols: the class and the prediction of a symbol from those that were coded before it. Encoder and decoder must get the same
/// results, so that all is computed in integers. Symbols are coded level by level, in a level channel by channel, in a channel stage by stage.
class Contexts {
 public:
  /// @param symbols one per corner, 0 for hanging corners and for symbols that are not known yet; all three arguments must outlive this object
  Contexts(const Topology& topology, const QuantisationSteps& quantisation, const std::vector<SymbolChannels>& symbols);

  /// Entries of `level.corner` of one stage in the order in which their symbols stand in the file: by ascending class, those of one class in
  /// canonical order. Uses the symbols of coarser levels, of earlier channels, and of this channel's earlier stages.
  std::vector<std::int32_t> order(const LevelCorners& level, int stage, int channel) const;

  /// The prediction of the symbol of entry k of `level.corner`. Uses the symbols of its neighbours, which must be known.
  int predict(const LevelCorners& level, std::int32_t k, int channel) const;

  /// To be called when the density symbols of a level are known, before other channels of that level.
  void finish_density(const LevelCorners& level);

 private:
  std::int64_t parents_density(std::int32_t corner) const;
  int class_of(const LevelCorners& level, std::int32_t k, int channel) const;

  const Topology& topology_;
  const QuantisationSteps& quantisation_;
  const std::vector<SymbolChannels>& symbols_;
  std::vector<std::int64_t> density_;  ///< per corner: the density channel's value in fixed point
};

}  // namespace asrg
